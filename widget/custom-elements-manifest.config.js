// @ts-check
/**
 * How `dist/custom-elements.json` is made from the doc comments: it tells of what the package's users can import,
 * without private members, with types spelt out, and with the defaults of the custom properties as the style sheets
 * have them.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The manifest, or a part of it. @typedef {Record<string, any>} Doc */

/** Names of types and what they stand for. @type {Map<string, string>} */
const types = new Map();

export default {
  globs: [
    ...['align-monitor', 'strings', 'settings', 'events', 'status'].map((name) => `widget/${name}.ts`),
    'server/contract.ts',
  ],
  outdir: 'dist',
  packagejson: false,
  quiet: true,
  plugins: [{ name: 'published', collectPhase: collectType, packageLinkPhase: publish }],
};

/**
 * Takes note of an alias, or of what an event carries.
 *
 * @param {{ ts: Doc, node: Doc }} found
 */
function collectType({ ts, node }) {
  if (ts['isTypeAliasDeclaration'](node)) types.set(node['name'].text, inOneLine(node['type'].getText()));
  if (!ts['isInterfaceDeclaration'](node) || !node['name'].text.endsWith('Detail')) return;
  const members = node['members'].map((/** @type {Doc} */ member) => member['getText']().replace(/;$/, ''));
  types.set(node['name'].text, `{ ${members.join('; ')} }`);
}

/**
 * Replaces the modules of the sources by those of the package.
 *
 * @param {{ customElementsManifest: Doc }} made
 */
function publish({ customElementsManifest: manifest }) {
  const declarations = manifest['modules'].flatMap((/** @type {Doc} */ module) => module['declarations']);
  const named = (/** @type {string} */ wanted) => declarations.find((/** @type {Doc} */ { name }) => name === wanted);
  const element = publicElement(named('AlignMonitor'));
  const exported = [element, described(named('useStrings'))];
  const module = 'dist/widget/index.js';
  manifest['modules'] = [
    {
      kind: 'javascript-module',
      path: module,
      declarations: exported,
      exports: exported.map(({ name }) => ({ kind: 'js', name, declaration: { name, module } })),
    },
    {
      kind: 'javascript-module',
      path: 'dist/widget/define.js',
      declarations: [],
      exports: [
        {
          kind: 'custom-element-definition',
          name: element['tagName'],
          declaration: { name: element['name'], module },
        },
      ],
    },
  ];
}

/**
 * @param {Doc} element as the analyzer has found it
 * @returns {Doc}
 */
function publicElement({ members, attributes, events, cssProperties, cssParts, cssStates, ...element }) {
  const defaults = customPropertyDefaults();
  return {
    ...described(element),
    superclass: { name: 'HTMLElement', package: 'global:' },
    members: members.filter(isPublic).map(memberOf),
    attributes: attributes.map(attributeOf),
    events: events.map(eventOf),
    cssProperties: cssProperties.map((/** @type {Doc} */ property) => ({
      ...property,
      default: defaults.get(property['name']),
    })),
    cssParts,
    cssStates,
  };
}

/**
 * @param {Doc} member
 * @returns {boolean} false too for the style sheets, which the constructor gives to the shadow root and not to the element
 */
function isPublic({ name, privacy }) {
  return privacy !== 'private' && name !== 'adoptedStyleSheets';
}

/**
 * @param {Doc} field what the analyzer makes of a property with `@attr`
 * @returns {Doc} an attribute has no null: it is there or it is not
 */
function attributeOf({ name, type, default: unlessGiven, description, fieldName }) {
  const text = spellOut(type.text).replace(' | null', '');
  return described({ name, type: { text }, default: unlessGiven, description, fieldName });
}

/**
 * @param {Doc} member
 * @returns {Doc} the same with its type in full too, under the name that editors know
 */
function memberOf(member) {
  const full = member['type'] && spellOut(member['type'].text);
  return described({ ...member, ...(full !== member['type']?.text && { parsedType: { text: full } }) });
}

/**
 * @param {Doc} event
 * @returns {Doc} the same with what is in its detail
 */
function eventOf(event) {
  const text = event['type'].text.replace(/\w+Detail/, (/** @type {string} */ name) => types.get(name));
  return described({ ...event, parsedType: { text } });
}

/**
 * @param {string} text
 * @returns {string} the same with each alias replaced by what it stands for
 */
function spellOut(text) {
  return text.replace(/\w+/g, (name) => {
    const meaning = types.get(name);
    return meaning === undefined ? name : spellOut(meaning);
  });
}

/**
 * @param {Doc} item
 * @returns {Doc} the same with its description in one line
 */
function described(item) {
  return { ...item, description: inOneLine(item['description'] ?? '') };
}

/**
 * @param {string} text
 * @returns {string}
 */
function inOneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** @returns {Map<string, string>} what holds where a custom property is not set, out of each `var(--align-…, default)` */
function customPropertyDefaults() {
  const sheets = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.styles.ts'));
  const text = sheets.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).join('\n');
  const uses = text.matchAll(/var\((--align-[\w-]+), ((?:[^()]|\([^()]*\))+)\)/g);
  return new Map([...uses].map(([, name = '', unlessSet = '']) => [name, unlessSet]));
}
