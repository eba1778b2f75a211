/**
 * Compares the element with reference pictures. To take these again:
 * `UPDATE_PICTURES=1 node --import tsx --test test/looks/pictures.test.ts`. The pictures of a failed comparison are in
 * test/output/.
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
 * How far the colour of a pixel may be off, from 0 to 1: other machines draw the edges of letters differently. Edges are
 * compared too, since a thin line consists of edges.
 */
const THRESHOLD = 0.1;
/** The share of pixels that may be off, among those that do not have the picture's most frequent colour. */
const TOLERANCE = 0.01;

/** By file name. `width` is that of the viewport, in CSS pixels. */
const pictures: Record<string, Picture & { width: number }> = {
  'badge-degraded-light': { variant: 'badge', state: 'degraded', theme: 'light', width: 404 },
  'panel-healthy-light': { variant: 'panel', state: 'healthy', theme: 'light', width: 404 },
  'panel-degraded-dark': { variant: 'panel', state: 'degraded', theme: 'dark', width: 404 },
  'page-healthy-light': { variant: 'page', state: 'healthy', theme: 'light', width: 1280 },
};

describe('<align-monitor> looks like the reference picture', () => {
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
    it(name, async () => {
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

/** The number of pixels that do not have the most frequent colour. */
function drawnPixels({ data }: PNG): number {
  const counts = new Map<number, number>();
  for (let offset = 0; offset < data.length; offset += 4) {
    const colour = data.readUInt32BE(offset);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return data.length / 4 - Math.max(...counts.values());
}
