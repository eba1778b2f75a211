/**
 * How the element looks, compared with pictures of how it should: `UPDATE_PICTURES=1 node test/run.js looks pictures`
 * takes these anew. The pictures of a failed comparison lie in test/output/.
 */

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'node:test';
import pixelmatch from 'pixelmatch';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { Gallery, type Picture } from '../pictures/gallery.js';
import { launchBrowser } from '../e2e/support.js';

const references = fileURLToPath(new URL('reference/', import.meta.url));
const output = fileURLToPath(new URL('../output/', import.meta.url));
const isUpdate = process.env['UPDATE_PICTURES'] === '1';

/**
 * How far a pixel's colour may be off, from 0 to 1: other machines draw the edges of letters otherwise. Edges count all the
 * same, since a thin line is nothing but edges.
 */
const THRESHOLD = 0.1;
/** How many pixels may be off, as a part of those that are not of the picture's most frequent colour. */
const TOLERANCE = 0.01;

/** By the names of their files; widths are the viewport's, in CSS pixels. */
const pictures: Record<string, Picture & { width: number }> = {
  'badge-degraded-light': { variant: 'badge', state: 'degraded', theme: 'light', width: 404 },
  'panel-healthy-light': { variant: 'panel', state: 'healthy', theme: 'light', width: 404 },
  'panel-degraded-dark': { variant: 'panel', state: 'degraded', theme: 'dark', width: 404 },
  'page-healthy-light': { variant: 'page', state: 'healthy', theme: 'light', width: 1280 },
};

describe('<align-monitor> looks as it should', () => {
  let browser: Browser;
  let gallery: Gallery | undefined;

  before(async () => {
    browser = await launchBrowser();
    for (const folder of [references, output]) await mkdir(folder, { recursive: true });
  });
  after(() => browser.close());
  afterEach(async () => {
    await gallery?.close();
    gallery = undefined;
  });

  for (const [name, { width, ...picture }] of Object.entries(pictures)) {
    it(`as ${name}`, async () => {
      gallery = await Gallery.open(browser, width);
      await gallery.show(picture);
      const taken = await gallery.page.locator('align-monitor').screenshot({ animations: 'disabled' });
      if (isUpdate) await writeFile(`${references}${name}.png`, taken);
      const reference = PNG.sync.read(await readFile(`${references}${name}.png`));
      const { width: columns, height: rows, data } = PNG.sync.read(taken);
      await writeFile(`${output}${name}.png`, taken);
      assert.deepEqual({ columns, rows }, { columns: reference.width, rows: reference.height }, 'another size');
      const difference = new PNG({ width: columns, height: rows });
      const count = pixelmatch(reference.data, data, difference.data, columns, rows, {
        threshold: THRESHOLD,
        includeAA: true,
      });
      await writeFile(`${output}${name}-difference.png`, PNG.sync.write(difference));
      const share = count / drawnPixels(reference);
      assert.ok(share <= TOLERANCE, `${(100 * share).toFixed(1)} % differ: see test/output/${name}-difference.png`);
    });
  }
});

/** How many pixels are not of the most frequent colour. */
function drawnPixels({ data }: PNG): number {
  const counts = new Map<number, number>();
  for (let offset = 0; offset < data.length; offset += 4) {
    const colour = data.readUInt32BE(offset);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return data.length / 4 - Math.max(...counts.values());
}
