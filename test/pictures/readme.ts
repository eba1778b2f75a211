/**
 * `npm run pictures:readme`: takes the pictures of README.md, demo/pictures/page.png and phone.png. It starts the demo
 * with the day behind it, makes a bad deploy, waits until the monitor is sure, and opens the error that it has found. It
 * takes about three minutes; the picture of a busy machine is a slow portal, so leave it alone meanwhile.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { prepareRecord } from '../../demo/day/record.js';
import { type Demo, startDemo } from '../../demo/demo.js';
import type { Metrics } from '../../server/contract/index.js';
import { launchBrowser, newPage } from '../e2e/support.js';
import { setUp } from '../tools/setup.js';

const folder = fileURLToPath(new URL('../../demo/pictures/', import.meta.url));
/** In CSS pixels; what is below is cut off. */
const pictures = [
  { name: 'page', width: 1280, height: 1500 },
  { name: 'phone', width: 390, height: 1700 },
];
/** So long everything is well, and so long the bad version is in service. */
const calmMs = 60_000;
const deployedMs = 100_000;

setUp();
const temporary = await mkdtemp(join(tmpdir(), 'align-monitor-pictures-'));
const browser = await launchBrowser();
const metricsDir = join(temporary, 'record');
const demo = await startDemo({ port: 0, metricsDir, record: prepareRecord(metricsDir) });
try {
  await delay(calmMs);
  await fetch(new URL('/demo/control', demo.origin), { method: 'POST', body: new URLSearchParams({ mode: 'deploy' }) });
  await delay(deployedMs);
  await isDegraded(demo);
  for (const picture of pictures) await take(browser, demo, picture);
} finally {
  await browser.close();
  await demo.close();
  await rm(temporary, { recursive: true });
}

/** Waits until the level is degraded. */
async function isDegraded({ origin }: Demo): Promise<void> {
  for (;;) {
    const { status } = (await (await fetch(new URL('/metrics', origin))).json()) as Metrics;
    if (status === 'degraded') return;
    await delay(1000);
  }
}

/** Takes a picture of the page, with the newest error opened. */
async function take(
  from: Browser,
  { origin }: Demo,
  { name, width, height }: (typeof pictures)[number],
): Promise<void> {
  const { page, problems, close } = await newPage(from, { width, height });
  await page.goto(new URL('/monitoring', origin).href);
  await page.locator('align-monitor .range label', { hasText: '15 m' }).click();
  await page.locator('align-monitor .card.groups button.group', { hasText: 'new since' }).first().click();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForFunction(
    () => (document.querySelector('align-monitor')?.shadowRoot?.querySelectorAll('canvas').length ?? 0) >= 3,
  );
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  await delay(1000);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  for (const problem of problems) console.error(problem);
  await close();
  console.log(`demo/pictures/${name}.png`);
}
