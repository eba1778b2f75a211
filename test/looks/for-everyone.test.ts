/** Accessibility of the built element: forced colours, reduced motion, right to left, languages, narrow and zoomed screens. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Variant } from '../../widget/settings.js';
import { Gallery } from '../pictures/gallery.js';
import {
  countRunning,
  fillsOfStrip,
  isOnChart,
  lettersOfRanges,
  lookAtIcon,
  openAll,
  overhangs,
  picturesOfCharts,
  startsOfBars,
} from '../pictures/looks.js';
import { NOW, states } from '../pictures/states.js';
import { longName } from '../widget/support/hostile.js';
import { launchBrowser } from '../e2e/support.js';

const variants: Variant[] = ['badge', 'panel', 'page'];

describe('<align-monitor> for everyone', () => {
  let browser: Browser;
  const opened: Gallery[] = [];

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((gallery) => gallery.close()));
  });

  /** An empty gallery of this width in CSS pixels. */
  async function open(width: number, deviceScaleFactor = 1): Promise<Gallery> {
    const gallery = await Gallery.open(browser, width, 800, deviceScaleFactor);
    opened.push(gallery);
    return gallery;
  }

  it('tells levels apart by shape and word with forced colours', async () => {
    const gallery = await open(390);
    const { page } = gallery;
    await page.emulateMedia({ forcedColors: 'active' });
    const seen: { shape: string; word: string; stroke: string; surface: string }[] = [];
    for (const state of ['healthy', 'warning', 'degraded', 'stale'] as const) {
      await gallery.show({ state, variant: 'panel' });
      seen.push(await page.evaluate(lookAtIcon));
    }
    assert.equal(new Set(seen.map(({ shape }) => shape)).size, 4);
    assert.equal(new Set(seen.map(({ word }) => word)).size, 4);
    for (const { stroke, surface } of seen) assert.notEqual(stroke, surface);
  });

  it('tells the kinds of cells of the strip apart with forced colours', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    await page.emulateMedia({ forcedColors: 'active' });
    await gallery.show({ state: 'healthy', variant: 'page' });
    const fills = await page.evaluate(fillsOfStrip);
    assert.equal(new Set(fills).size, 4, fills.join(', '));
  });

  it('redraws its charts when forced colours begin and end', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    await gallery.show({ state: 'healthy', variant: 'page' });
    const own = await page.evaluate(picturesOfCharts);
    assert.ok(!(await page.evaluate(isOnChart, 'CanvasText')));
    await page.emulateMedia({ forcedColors: 'active' });
    await page.waitForFunction(isOnChart, 'CanvasText');
    await page.emulateMedia({ forcedColors: 'none' });
    await page.waitForFunction(([first]) => {
      const canvas = document.querySelector('align-monitor')?.shadowRoot?.querySelector('canvas');
      return canvas?.toDataURL() === first;
    }, own);
  });

  it('moves nothing with reduced motion, not even while it loads', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      for (const variant of variants) {
        await page.emulateMedia({ reducedMotion });
        await gallery.show({ state: 'healthy', variant });
        gallery.state = 'loading';
        await page.evaluate(() => void document.querySelector('align-monitor')?.refresh());
        await page.evaluate(() => document.querySelector('align-monitor')?.updateComplete);
        const running = await page.evaluate(countRunning);
        // Without reduced motion the refresh button turns, which proves that the count works.
        assert.equal(running > 0, reducedMotion === 'no-preference' && variant !== 'badge', `${variant}, ${running}`);
      }
    }
  });

  it('draws the same charts on a page from right to left', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    const charts: string[][] = [];
    for (const dir of ['ltr', 'rtl'] as const) {
      await gallery.show({ state: 'healthy', variant: 'page', dir });
      charts.push(await page.evaluate(picturesOfCharts));
    }
    assert.ok(charts[0] && charts[0].length > 1);
    assert.deepEqual(charts[1], charts[0]);
  });

  it('writes the names of the ranges from left to right on a page from right to left', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    await gallery.show({ state: 'healthy', variant: 'page', dir: 'rtl' });
    const labels = await page.evaluate(lettersOfRanges);
    assert.ok(labels.length > 1);
    for (const { text, first, last } of labels) assert.ok(first < last, `"${text}" is written backwards`);
  });

  it('starts the bars at the right on a page from right to left', async () => {
    const gallery = await open(1280);
    const { page } = gallery;
    for (const variant of ['panel', 'page'] as const) {
      await gallery.show({ state: 'healthy', variant, dir: 'rtl' });
      const bars = await page.evaluate(startsOfBars);
      assert.ok(bars.length > 3);
      for (const start of bars) assert.ok(start <= 1, `${variant}: ${start} px`);
    }
  });

  it('formats figures and times in German on a German page', async () => {
    const gallery = await open(390);
    const { page } = gallery;
    await gallery.show({ state: 'warning', variant: 'panel', lang: 'de' });
    await page.clock.setFixedTime(NOW + 3000);
    const text = page.locator('align-monitor [part=figures]');
    assert.match(await text.innerText(), /2,[34]\s*%/);
    await page.locator('align-monitor [part=header]', { hasText: /vor 3 s/ }).waitFor();
    await gallery.show({ state: 'huge', variant: 'panel', lang: 'de' });
    assert.match(
      await page.locator('align-monitor [part=error-classes]').innerText(),
      /4\.711 payment_declined-Fehler/,
    );
  });

  for (const [width, scale, what] of [
    [320, 1, '320 pixels'],
    [640, 2, '1280 pixels magnified twice'],
  ] as const) {
    for (const variant of variants) {
      it(`does not scroll sideways in ${what}, whatever the ${variant} shows`, async () => {
        const gallery = await open(width, scale);
        const { page } = gallery;
        const found: string[] = [];
        for (const state of states) {
          const label = state === 'hostile' ? longName('Portal') : 'Instructor portal';
          await gallery.show({ state, variant, attributes: { label, audience: 'team' } });
          await page.evaluate(openAll);
          found.push(...(await page.evaluate(overhangs)).map((overhang) => `${state}: ${overhang}`));
        }
        assert.deepEqual(found, []);
      });
    }
  }

  it('does not scroll sideways from right to left', async () => {
    const gallery = await open(320);
    const { page } = gallery;
    const found: string[] = [];
    for (const variant of variants) {
      for (const state of ['healthy', 'handled', 'hostile'] as const) {
        await gallery.show({ state, variant, dir: 'rtl', attributes: { label: longName('Portal') } });
        await page.evaluate(openAll);
        found.push(...(await page.evaluate(overhangs)).map((overhang) => `${variant} ${state}: ${overhang}`));
      }
    }
    assert.deepEqual(found, []);
  });
});
