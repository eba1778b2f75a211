/**
 * `npm run pictures`: takes a picture of the built element in every variant, theme, state and width, and makes contact
 * sheets of them in test/output/pictures/. Arguments select variants, themes, states and widths:
 * `npm run pictures -- page dark 1280`.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Variant } from '../../widget/settings.js';
import { launchBrowser } from '../e2e/support.js';
import { setUp } from '../tools/setup.js';
import { Gallery } from './gallery.js';
import { makeSheet, type Taken } from './sheet.js';
import { states } from './states.js';

const folder = fileURLToPath(new URL('../output/pictures/', import.meta.url));
const variants: Variant[] = ['badge', 'panel', 'page'];
const themes = ['light', 'dark'] as const;
const widths = [320, 390, 768, 1280];
const words = process.argv.slice(2);

setUp();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
try {
  for (const width of widths) await takeAll(browser, width);
} finally {
  await browser.close();
}

/** Takes all pictures of one width and makes their sheets. */
async function takeAll(browser: Browser, width: number): Promise<void> {
  const gallery = await Gallery.open(browser, width, 300);
  for (const variant of variants) {
    for (const theme of themes) {
      const taken: Taken[] = [];
      for (const state of states) {
        if (!isWanted([variant, theme, state, String(width)])) continue;
        const file = `${variant}-${theme}-${width}-${state}.png`;
        await gallery.show({ variant, theme, state });
        await gallery.page.screenshot({ path: join(folder, file), fullPage: true });
        taken.push({ file, name: state });
      }
      if (taken.length === 0) continue;
      const name = `sheet-${variant}-${theme}-${width}`;
      await makeSheet(browser, folder, name, width, taken);
      console.log(`test/output/pictures/${name}.png: ${taken.length} pictures`);
    }
  }
  await gallery.close();
  for (const problem of gallery.problems) console.error(problem);
}

/** Whether each argument is one of these. */
function isWanted(names: readonly string[]): boolean {
  return words.every((word) => names.includes(word));
}
