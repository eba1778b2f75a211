/** A walk through all variants of the built element in the engines of Chrome, Firefox and Safari. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { english } from '../../widget/strings/en/en.js';
import { chromiumPath } from '../tools/chromium.js';
import { programs, skipWithout } from './programs.js';
import { OPERATOR, startWalkSite, type WalkSite } from './walk-site.js';
import { type Driver, KEYS, startChromium, startFirefox, startWebKit } from './webdriver.js';

const { firefox, chromedriver, webkit, xvfb, xauth } = programs;

/** What each needs, and how it is started. The language of WebKit is `C` here, as on a screen without a locale. */
const BROWSERS = {
  Chromium: { needs: [chromedriver], start: async () => startChromium(chromedriver.command, await chromiumPath()) },
  Firefox: { needs: [firefox], start: () => startFirefox(firefox.command) },
  WebKit: { needs: [webkit, xvfb, xauth], start: () => startWebKit(webkit.command) },
};

for (const [name, { needs, start }] of Object.entries(BROWSERS)) {
  // One session for all: they follow a reader from signing in.
  describe(`<align-monitor> in ${name}`, { skip: await skipWithout(...needs) }, () => {
    let site: WalkSite;
    let driver: Driver;
    before(async () => {
      site = await startWalkSite();
      driver = await start();
    });
    after(async () => {
      await driver.close();
      await site.close();
    });
    afterEach(async () => {
      const problems = await driver.run(() => sessionStorage.getItem('problems'));
      await driver.run(() => sessionStorage.removeItem('problems'));
      assert.equal(problems, null);
    });

    const open = (path: string) => driver.open(`${site.origin}${path}`);
    /** Presses what a selector finds in the shadow root of the document's only element. */
    async function press(selector: string): Promise<void> {
      const place = await driver.until(selector, placeOf, selector);
      await driver.drag([place.x + place.width / 2, place.y + place.height / 2]);
    }

    it('lets the public sign in', async () => {
      await open('/monitoring');
      await press('[part~=sign-in]');
      await driver.until('the page to sign in', () => document.querySelector<HTMLElement>('#token'));
      await driver.run(() => document.querySelector<HTMLElement>('#token')?.focus());
      await driver.type(`${OPERATOR}${KEYS.Enter}`);
      await driver.until('the account', placeOf, '[part~=account]');
      assert.equal(await driver.run(() => location.pathname), '/monitoring');
    });

    it('draws all charts', async () => {
      await driver.until('the charts', () => {
        const charts = [...(document.querySelector('align-monitor')?.shadowRoot?.querySelectorAll('canvas') ?? [])];
        const colours = charts.map((canvas) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
          return new Set(
            Array.from({ length: data.length / 4 }, (_, pixel) => data.slice(4 * pixel, 4 * pixel + 4).join()),
          ).size;
        });
        return colours.length === 3 && colours.every((count) => count > 20);
      });
    });

    it('zooms into a chart with the mouse, and out again', async () => {
      const { x, y, width, height } = await driver.until('a chart', placeOf, '.u-over');
      await driver.drag(
        [x + width * 0.5, y + height / 2],
        [x + width * 0.6, y + height / 2],
        [x + width * 0.8, y + height / 2],
      );
      const button = await driver.until('a part of the range', textOf, '.area .quiet');
      assert.match(button, /whole range/i);
      await press('.area .quiet');
      await driver.until(
        'the whole range',
        () => !document.querySelector('align-monitor')?.shadowRoot?.querySelector('.area .quiet'),
      );
    });

    it('opens the menu of the account, and a dialog from there', async () => {
      await press('[part~=account]');
      await press('.menu button');
      await driver.until(
        'the dialog',
        () => document.querySelector('align-monitor')?.shadowRoot?.querySelector('dialog:modal') !== null,
      );
      await driver.type(`2.0${KEYS.Tab}${KEYS.Tab}`);
      assert.equal(
        await driver.run(
          () =>
            document.querySelector('align-monitor')?.shadowRoot?.querySelector<HTMLInputElement>('dialog input')?.value,
        ),
        '2.0',
      );
      await driver.type(KEYS.Escape);
      await driver.until(
        'its end',
        () => document.querySelector('align-monitor')?.shadowRoot?.querySelector('dialog') === null,
      );
    });

    it('opens a badge with the keyboard, and closes it', async () => {
      await open('/variants');
      await driver.until('the answers', () =>
        [...document.querySelectorAll('align-monitor')].every(({ data }) => data),
      );
      await driver.run(() => document.querySelector('a')?.focus());
      await driver.type(KEYS.Tab);
      assert.equal(await driver.run(isOpen), false);
      await driver.type(KEYS.Enter);
      await driver.until('the panel', isOpen);
      assert.match(
        await driver.until('its figures', textOf, '[part~=popover] .figures'),
        new RegExp(english.errorRate),
      );
      await driver.type(KEYS.Escape);
      await driver.until(
        'its end',
        () => !document.querySelector('align-monitor')?.shadowRoot?.querySelector('.figures'),
      );
      assert.equal(
        await driver.run(() =>
          document.querySelector('align-monitor')?.shadowRoot?.activeElement?.getAttribute('part'),
        ),
        'badge',
      );
    });

    it('is light or dark as its page, or as it is told', async () => {
      assert.deepEqual(await driver.run(surfacesIn, 'light', null), Array(3).fill('rgb(255, 255, 255)'));
      assert.deepEqual(await driver.run(surfacesIn, 'dark', null), Array(3).fill('rgb(20, 23, 28)'));
      assert.deepEqual(await driver.run(surfacesIn, 'dark', 'light'), Array(3).fill('rgb(255, 255, 255)'));
      assert.deepEqual(await driver.run(surfacesIn, 'light', 'dark'), Array(3).fill('rgb(20, 23, 28)'));
    });

    it('fits 360 px', async () => {
      await open('/narrow');
      await driver.until('the charts', () => {
        const elements = [...(frames[0]?.document.querySelectorAll('align-monitor') ?? [])];
        return (
          elements.length === 3 &&
          elements.every(({ data }) => data) &&
          elements[2]?.shadowRoot?.querySelector('canvas') !== null
        );
      });
      const overhang = await driver.run(() => {
        const { scrollWidth, clientWidth } = (frames[0] as Window).document.documentElement;
        return scrollWidth - clientWidth;
      });
      assert.equal(overhang, 0);
    });

    it('moves into a frame and into a pop-up, with its looks', async () => {
      await open('/elsewhere');
      const before = await driver.until('an answer', looks);
      await driver.run(() => frames[0]?.document.body.append(document.querySelector('align-monitor') ?? ''));
      assert.deepEqual(await driver.until('the element in the frame', looks), before);
      const { x, y } = await driver.run(
        () => document.querySelector('button')?.getBoundingClientRect().toJSON() as DOMRect,
      );
      await driver.drag([x + 5, y + 5]);
      assert.deepEqual(await driver.until('the element in the pop-up', looks, 'pop-up'), before);
      await driver.run(() => (globalThis as unknown as { popUp: Window }).popUp.close());
    });
  });
}

/**
 * Where the first thing is that a selector finds in the element, in CSS pixels of the window, once it stands still; it is
 * scrolled into view.
 */
function placeOf(selector: string): { x: number; y: number; width: number; height: number } | null {
  const found = document.querySelector('align-monitor')?.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found?.checkVisibility()) return null;
  found.scrollIntoView({ block: 'center' });
  const place = found.getBoundingClientRect().toJSON() as DOMRect;
  // Cards that are still loaded would move it.
  const seen = JSON.stringify(place);
  const { still = '', times = '0' } = found.dataset;
  Object.assign(found.dataset, { still: seen, times: still === seen ? Number(times) + 1 : 0 });
  return Number(times) > 5 ? place : null;
}

function textOf(selector: string): string | undefined {
  return document.querySelector('align-monitor')?.shadowRoot?.querySelector(selector)?.textContent.trim();
}

function isOpen(): boolean {
  return document.querySelector('align-monitor')?.shadowRoot?.querySelector(':popover-open') !== null;
}

/** The backgrounds of badge, panel and page with a colour scheme of the document and a theme of the elements. */
function surfacesIn(scheme: string, theme: 'light' | 'dark' | null): (string | undefined)[] {
  document.documentElement.style.colorScheme = scheme;
  return [...document.querySelectorAll('align-monitor')].map((element) => {
    if (theme === null) element.removeAttribute('theme');
    else element.setAttribute('theme', theme);
    const surface = element.shadowRoot?.querySelector('.card, [part=badge]');
    return surface ? getComputedStyle(surface).backgroundColor : undefined;
  });
}

/** How the panel looks that this window, its frame or its pop-up has; null without one that has an answer. */
function looks(where?: 'pop-up'): string[] | null {
  const { popUp } = globalThis as unknown as { popUp?: Window & typeof globalThis };
  const documents = where === 'pop-up' ? [popUp?.document] : [document, frames[0]?.document];
  const element = documents.map((each) => each?.querySelector('align-monitor')).find(Boolean);
  const card = element?.shadowRoot?.querySelector('.card');
  if (!element?.data || !card) return null;
  const { borderRadius, backgroundColor, fontSize } = getComputedStyle(card);
  const figures = element.shadowRoot?.querySelector('.figures');
  return [borderRadius, backgroundColor, fontSize, figures ? getComputedStyle(figures).display : ''];
}
