// @ts-check
/** `npm run docs`: writes the tables that are made from the code into the documentation. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup.js';
import { generated } from './generated.js';
import { readDocument, withTexts } from './markdown.js';

const manifest = JSON.parse(await readFile(join(root, 'dist', 'custom-elements.json'), 'utf8'));
for (const [path, texts] of Object.entries(generated(manifest))) {
  await writeFile(join(root, path), await withTexts(path, readDocument(path), texts));
}
