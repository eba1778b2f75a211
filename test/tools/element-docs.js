// @ts-check
/** The README's tables of the element, made from `dist/custom-elements.json`; `npm run docs` writes them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { root } from './setup.js';

/** What is read of one entry of the manifest. @typedef {{ name: string, description: string, default?: string, type: { text: string }, parsedType?: { text: string } }} Entry */
/** @typedef {{ attributes: Entry[], events: Entry[], cssParts: Entry[], cssProperties: Entry[], cssStates: Entry[] }} Element */

/** Each table by the name of its markers: the header, the part of the manifest, and a row's cells. @type {Record<string, [string[], keyof Element, (entry: Entry) => string[]]>} */
const tables = {
  attributes: [
    ['attribute', 'values', 'default', 'description'],
    'attributes',
    ({ name, type, default: fallback = '', description }) => [
      code(name),
      valuesOf(type.text),
      /^'|^\d/.test(fallback) ? code(fallback.replaceAll("'", '')) : fallback,
      description,
    ],
  ],
  events: [
    ['event', '`detail`', 'description'],
    'events',
    ({ name, type, parsedType = type, description }) => [
      code(name),
      code(parsedType.text.replace(/^CustomEvent<(.*)>$/, '$1')),
      description,
    ],
  ],
  parts: [['part', 'description'], 'cssParts', ({ name, description }) => [code(name), description]],
  'custom properties': [
    ['custom property', 'default', 'description'],
    'cssProperties',
    ({ name, default: fallback = '', description }) => [code(name), code(fallback), description],
  ],
  states: [['state', 'description'], 'cssStates', ({ name, description }) => [code(`:state(${name})`), description]],
};

/**
 * Puts the manifest's tables between the markers `<!-- NAME -->` and `<!-- end of NAME -->`.
 *
 * @param {string} readme
 * @param {{ modules: { declarations: (Element & { customElement?: boolean })[] }[] }} manifest
 * @returns {Promise<string>} as Prettier wants it
 * @throws {Error} when markers are missing, or the manifest has no element
 */
export async function withTables(readme, manifest) {
  const element = manifest.modules.flatMap(({ declarations }) => declarations).find((one) => one.customElement);
  if (element === undefined) throw new Error('The manifest has no element.');
  let text = readme;
  for (const [name, [header, part, cells]] of Object.entries(tables)) {
    const [before, rest] = cut(text, `<!-- ${name} -->`);
    const [, after] = cut(rest, `<!-- end of ${name} -->`);
    const rows = [header, header.map(() => '---'), ...element[part].map(cells)];
    const table = rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
    text = `${before}<!-- ${name} -->\n\n${table}\n\n<!-- end of ${name} -->${after}`;
  }
  const path = join(root, 'README.md');
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

/**
 * @param {string} text
 * @param {string} marker
 * @returns {[before: string, after: string]}
 */
function cut(text, marker) {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`README.md has no ${marker}.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

/**
 * @param {string} type
 * @returns {string} the words that a union allows, or what is written there in general
 */
function valuesOf(type) {
  if (!type.startsWith("'")) return type === 'string' ? 'text' : `a ${type}`;
  return type
    .split(' | ')
    .map((word) => code(word.replaceAll("'", '')))
    .join(', ');
}

/**
 * @param {string} text
 * @returns {string}
 */
function code(text) {
  return text === '' ? '' : `\`${text}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(root, 'README.md');
  const manifest = JSON.parse(await readFile(join(root, 'dist', 'custom-elements.json'), 'utf8'));
  await writeFile(path, await withTables(await readFile(path, 'utf8'), manifest));
}
