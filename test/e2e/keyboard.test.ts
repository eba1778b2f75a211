/** The element in the demo with the keyboard alone. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { LONGEST_RANGE } from '../../server/contract/index.js';
import { english } from '../../widget/strings/en/en.js';
import { startDemo, type Demo } from '../../demo/demo.js';
import { launchBrowser, newPage, type WatchedPage } from './support.js';

/** After this many tab stops a test gives up. */
const MAX_STOPS = 60;

describe('<align-monitor> with the keyboard alone', () => {
  let browser: Browser;
  let demo: Demo;
  let watched: WatchedPage | undefined;

  before(async () => {
    browser = await launchBrowser();
    demo = await startDemo({ port: 0, visitors: 0 });
    for (const path of ['/', '/audit', '/settings', '/nowhere']) {
      await (await fetch(new URL(path, demo.origin))).arrayBuffer();
    }
  });
  after(async () => {
    await browser.close();
    await demo.close();
  });
  afterEach(async () => {
    await watched?.close();
    watched = undefined;
  });

  /** Opens a page and waits until the element is drawn completely. Nothing has the focus. */
  async function open(path: string): Promise<Page> {
    watched = await newPage(browser);
    const { page } = watched;
    await page.goto(new URL(path, demo.origin).href);
    await page.waitForFunction(() => document.querySelector('align-monitor')?.data);
    if (path === '/monitoring') await page.locator('align-monitor canvas').first().waitFor();
    return page;
  }

  it('moves through the page in reading order with a visible focus', async () => {
    const page = await open('/monitoring');
    const stops: Stop[] = [];
    while (stops.length < MAX_STOPS) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(lookAtFocus);
      if (stop === null || stops.some(({ place }) => place === stop.place)) break;
      stops.push(stop);
    }
    const names = stops.map(({ name }) => name);
    assert.ok(stops.length > 5, names.join(', '));
    assert.deepEqual(names.slice(0, 2), ['radio Live', 'button Refresh']);
    assert.equal(names.filter((name) => name.startsWith('radio')).length, 1, 'the ranges are one stop');
    for (const { name, isOutlined, isInView } of stops) {
      assert.ok(isOutlined, `the focus on "${name}" is not seen`);
      assert.ok(isInView, `"${name}" is out of sight while it has the focus`);
    }
    const places = stops.map(({ place }) => place);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      names.join(', '),
    );
  });

  it('chooses a range with the arrow keys, and wraps around', async () => {
    const page = await open('/monitoring');
    await page.keyboard.press('Tab');
    const chosen = async () => (await page.evaluate(lookAtFocus))?.name;
    for (const [key, name] of [
      ['ArrowRight', '15 m'],
      ['ArrowDown', '1 h'],
      ['ArrowLeft', '15 m'],
      ['ArrowUp', 'Live'],
      ['ArrowLeft', english.ranges[LONGEST_RANGE]],
      ['ArrowRight', 'Live'],
    ] as const) {
      await page.keyboard.press(key);
      await page.locator('align-monitor').getByRole('radio', { name, checked: true }).waitFor();
      assert.equal(await chosen(), `radio ${name}`);
    }
  });

  it('refreshes with Enter and with the space bar, and keeps the focus on the button', async () => {
    const page = await open('/monitoring');
    await tabTo(page, 'button Refresh');
    for (const key of ['Enter', 'Space']) {
      const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/metrics');
      await page.keyboard.press(key);
      await asked;
      await page.evaluate(() => document.querySelector('align-monitor')?.updateComplete);
      assert.equal((await page.evaluate(lookAtFocus))?.name, 'button Refresh');
    }
  });

  it('opens a table, scrolls it and closes it again', async () => {
    const page = await open('/monitoring');
    const details = page.locator('align-monitor [part~=table]').first();
    await tabTo(page, 'summary As a table');
    await page.keyboard.press('Enter');
    await details.locator('tbody tr').first().waitFor();
    await page.keyboard.press('Tab');
    const scrolled = details.locator('.scroll');
    assert.ok(await scrolled.evaluate((table) => table.matches(':focus-visible')));
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const table = document.querySelector('align-monitor')?.shadowRoot?.querySelector('[part~=table] .scroll');
      return (table?.scrollTop ?? 0) > 0;
    });
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await page.waitForFunction(
      () => document.querySelector('align-monitor')?.shadowRoot?.querySelector('[part~=table][open]') === null,
    );
  });

  it('opens the panel of a badge with Enter, closes it with Escape, and returns the focus to the badge', async () => {
    const page = await open('/audit');
    await page.setViewportSize({ width: 360, height: 740 });
    const badge = page.locator('align-monitor [part~=badge]');
    const popover = page.locator('align-monitor [part~=popover]');
    await badge.waitFor();
    await badge.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    assert.ok((await page.evaluate(lookAtFocus))?.isOutlined);
    assert.ok(!(await popover.isVisible()));
    for (const key of ['Enter', 'Space']) {
      await page.keyboard.press(key);
      await popover.getByRole('heading').first().waitFor();
      await page.keyboard.press('Escape');
      await popover.waitFor({ state: 'hidden' });
      assert.ok(await badge.evaluate((button) => button.matches(':focus')), `after ${key}`);
    }
  });
});

/** The element that has the focus. */
interface Stop {
  /** Its kind and its name. */
  name: string;
  /** Its index in document order. */
  place: number;
  isOutlined: boolean;
  isInView: boolean;
}

/** Presses Tab until the focused element's name starts with `name`. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(lookAtFocus))?.name.startsWith(name)) return;
  }
  assert.fail(`Tab does not reach "${name}".`);
}

/** Runs in the page. Null when the focus is outside of the element. */
function lookAtFocus(): Stop | null {
  const root = document.querySelector('align-monitor')?.shadowRoot;
  const focused = root?.activeElement;
  if (!root || !focused) return null;
  const label = focused instanceof HTMLInputElement ? focused.labels?.[0] : undefined;
  const seen = label ?? focused;
  const isOutlined = [focused, seen].some((part) => {
    const { outlineStyle, outlineWidth, clipPath } = getComputedStyle(part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && clipPath === 'none';
  });
  const { top, bottom, left, right } = seen.getBoundingClientRect();
  const kind = focused instanceof HTMLInputElement ? focused.type : focused.localName;
  return {
    name: `${kind} ${(focused.ariaLabel ?? seen.textContent).replace(/\s+/g, ' ').trim()}`,
    place: [...root.querySelectorAll('*')].indexOf(focused),
    isOutlined,
    isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
  };
}
