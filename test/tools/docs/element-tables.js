// @ts-check
/** Tables of the element, made from `dist/custom-elements.json`. */
import { code, table } from './markdown.js';

/** What is read of one entry of the manifest. @typedef {{ name: string, description: string, default?: string, kind?: string, readonly?: boolean, attribute?: string, inheritedFrom?: object, type?: { text: string }, parsedType?: { text: string } }} Entry */
/** @typedef {{ attributes: Entry[], members: Entry[], events: Entry[], cssParts: Entry[], cssProperties: Entry[], cssStates: Entry[] }} Element */

/** Each table by the name of its markers: the header, the part of the manifest, and a row's cells. @type {Record<string, [string[], keyof Element, (entry: Entry) => string[]]>} */
const tables = {
  attributes: [
    ['attribute', 'values', 'default', 'description'],
    'attributes',
    ({ name, type, default: fallback = '', description }) => [
      code(name),
      valuesOf(type?.text ?? ''),
      /^'|^\d/.test(fallback) ? code(fallback.replaceAll("'", '')) : fallback,
      description,
    ],
  ],
  properties: [
    ['property', 'type', 'description'],
    'members',
    ({ name, kind, readonly = false, type, description }) => [
      code(kind === 'method' ? `${name}()` : name),
      kind === 'method' ? 'method' : `${code(type?.text ?? '')}${readonly ? ', read-only' : ''}`,
      description,
    ],
  ],
  events: [
    ['event', '`detail`', 'description'],
    'events',
    ({ name, type, parsedType = type, description }) => [
      code(name),
      code(parsedType?.text.replace(/^CustomEvent<(.*)>$/, '$1') ?? ''),
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
 * @param {{ modules: { declarations: (Element & { customElement?: boolean })[] }[] }} manifest
 * @returns {Record<string, string>} tables by the names of their markers
 * @throws {Error} when the manifest has no element
 */
export function elementTables(manifest) {
  const element = manifest.modules.flatMap(({ declarations }) => declarations).find((one) => one.customElement);
  if (element === undefined) throw new Error('The manifest has no element.');
  return Object.fromEntries(
    Object.entries(tables).map(([name, [header, part, cells]]) => {
      // Properties that are attributes are in the table of these, and what Lit gives every element is in Lit's documentation.
      const entries = element[part].filter((entry) => part !== 'members' || !(entry.attribute ?? entry.inheritedFrom));
      return [name, table([header, ...entries.map(cells)])];
    }),
  );
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
