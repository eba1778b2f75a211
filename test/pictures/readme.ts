/**
 * `npm run pictures:readme`: takes the pictures of README.md, demo/pictures/page.png and phone.png. It starts the demo
 * with the day behind it, makes a bad deploy, waits until the monitor is sure, and opens the error that it has found. It
 * takes about five minutes; the picture of a busy machine is a slow portal, so leave it alone meanwhile.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
import { withPalette } from './palette-png.js';

const folder = fileURLToPath(new URL('../../demo/pictures/', import.meta.url));
/** Each ends above what has this text, or below the charts. */
const pictures = [
  { name: 'page', width: 1280, until: null },
  { name: 'phone', width: 390, until: 'Last samples' },
];
/** So long everything is well. */
const calmMs = 120_000;
/** The verdict on the deploy is waited for no longer. */
const patienceMs = 300_000;
/** Around what is shown, in CSS pixels. */
const margin = 12;

setUp();
const temporary = await mkdtemp(join(tmpdir(), 'align-monitor-pictures-'));
const browser = await launchBrowser();
const metricsDir = join(temporary, 'record');
const demo = await startDemo({ port: 0, metricsDir, record: prepareRecord(metricsDir) });
try {
  await delay(calmMs);
  await fetch(new URL('/demo/control', demo.origin), { method: 'POST', body: new URLSearchParams({ mode: 'deploy' }) });
  await isSure(demo);
  for (const picture of pictures) await take(browser, demo, picture);
} finally {
  await browser.close();
  await demo.close();
  await rm(temporary, { recursive: true });
}

/** Waits until the level and the verdict on the deploy say so. */
async function isSure({ origin }: Demo): Promise<void> {
  for (const begin = performance.now(); performance.now() - begin < patienceMs; await delay(1000)) {
    const { status, deploy } = (await (await fetch(new URL('/metrics', origin))).json()) as Metrics;
    if (status === 'degraded' && deploy?.comparison?.verdict === 'worse') return;
  }
  console.error('The monitor is not sure yet: is the machine busy?');
}

/** Takes a picture of the page, with the newest error opened. */
async function take(from: Browser, { origin }: Demo, { name, width, until }: (typeof pictures)[number]): Promise<void> {
  const watched = await newPage(from, { width });
  const { page, problems } = watched;
  await page.goto(new URL('/monitoring', origin).href);
  await page.locator('align-monitor .ranges label', { hasText: '15 m' }).click();
  await page.locator('align-monitor .card.groups button.group', { hasText: 'new since' }).first().click();
  const last = until === null ? page.locator('align-monitor .row.charts') : page.getByText(until).first();
  await last.waitFor();
  await page.locator('align-monitor .of-sessions canvas').waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await delay(1000);
  const box = await last.boundingBox();
  const height = box === null ? 0 : box.y + (until === null ? box.height + margin : -margin);
  const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
  await writeFile(join(folder, `${name}.png`), withPalette(png));
  for (const problem of problems) console.error(problem);
  await watched.close();
  console.log(`demo/pictures/${name}.png`);
}
