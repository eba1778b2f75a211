// @ts-check
/** The Markdown files that users read, and the tables that are written into them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../setup.js';

/** What the package's readers are given; CONTRIBUTING.md is for those who change the code. */
export const documents = ['README.md', 'server/README.md', 'widget/README.md', 'demo/README.md'];

/**
 * @param {string} path within the checkout
 * @returns {string}
 */
export function readDocument(path) {
  return readFileSync(join(root, path), 'utf8');
}

/**
 * The fenced blocks of a document.
 *
 * @param {string} path
 * @returns {{ path: string, line: number, language: string, text: string }[]} `line`: that of the opening fence
 */
export function blocksOf(path) {
  const text = readDocument(path);
  return [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(({ 1: language = '', 2: code = '', index }) => ({
    path,
    line: text.slice(0, index).split('\n').length,
    language,
    text: code,
  }));
}

/**
 * @param {string[][]} rows the header first
 * @returns {string}
 */
export function table(rows) {
  const [header = [], ...others] = rows;
  return [header, header.map(() => '---'), ...others]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/**
 * Puts texts between their markers `<!-- NAME -->` and `<!-- end of NAME -->`.
 *
 * @param {string} path of the document, for the style and for errors
 * @param {string} document
 * @param {Record<string, string>} texts by name
 * @returns {Promise<string>} as Prettier wants it
 * @throws {Error} when markers are missing
 */
export async function withTexts(path, document, texts) {
  let written = document;
  for (const [name, text] of Object.entries(texts)) {
    const [before, rest] = cut(written, `<!-- ${name} -->`);
    const [, after] = cut(rest, `<!-- end of ${name} -->`);
    written = `${before}<!-- ${name} -->\n\n${text}\n\n<!-- end of ${name} -->${after}`;
  }
  const filepath = join(root, path);
  return format(written, { ...(await resolveConfig(filepath)), filepath });

  /**
   * @param {string} whole
   * @param {string} marker
   * @returns {[before: string, after: string]}
   */
  function cut(whole, marker) {
    const at = whole.indexOf(marker);
    if (at < 0) throw new Error(`${path} has no ${marker}.`);
    return [whole.slice(0, at), whole.slice(at + marker.length)];
  }
}

/**
 * @param {string} text
 * @returns {string}
 */
export function code(text) {
  return text === '' ? '' : `\`${text}\``;
}
