/** Makes contact sheets: many pictures on one page, each with its name. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';

/** A picture. */
export interface Taken {
  /** Relative to the folder of the sheets. */
  file: string;
  name: string;
}

/** In CSS pixels. */
const SHEET_WIDTH = 1960;
const GAP = 16;
/** Higher pictures are cut off on the sheet. */
const MAX_HEIGHT = 1800;
/** The number of columns for pictures up to a width. */
const COLUMNS: [width: number, columns: number][] = [
  [320, 6],
  [390, 5],
  [768, 4],
];

/** Writes `name`.html and a picture of it, `name`.png, to a folder. `width` is that of the pictures, in CSS pixels. */
export async function makeSheet(
  browser: Browser,
  folder: string,
  name: string,
  width: number,
  taken: readonly Taken[],
): Promise<void> {
  const columns = COLUMNS.find(([most]) => width <= most)?.[1] ?? 3;
  const path = join(folder, `${name}.html`);
  await writeFile(path, sheetOf(name, columns, taken));
  const page = await browser.newPage({ viewport: { width: SHEET_WIDTH, height: 800 } });
  await page.goto(pathToFileURL(path).href);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.close();
}

function sheetOf(name: string, columns: number, taken: readonly Taken[]): string {
  const figures = taken.map((each) => `<figure><figcaption>${each.name}</figcaption><img src="${each.file}"></figure>`);
  return `<!doctype html>
<meta charset="utf-8">
<title>${name}</title>
<style>
  body { margin: ${GAP}px; columns: ${columns}; column-gap: ${GAP}px; background: #777; font: 13px sans-serif }
  figure { margin: 0 0 ${GAP}px; break-inside: avoid }
  img { display: block; inline-size: 100%; max-block-size: ${MAX_HEIGHT}px; object-fit: cover; object-position: top }
</style>
${figures.join('\n')}
`;
}
