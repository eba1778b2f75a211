// @ts-check
/**
 * Makes `dist/custom-elements.json` from the doc comments. The manifest describes what users of the package can import:
 * only public members, types in full, and the defaults of the custom properties from the style sheets.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The manifest, or a part of it. @typedef {Record<string, any>} Doc */

/** Type aliases and lists of literals by name. @type {Map<string, string>} */
const types = new Map();

const litElement = { name: 'LitElement', package: 'lit' };

/** What users of the element need of LitElement. @type {Doc[]} */
const inheritedMembers = [
  {
    kind: 'field',
    name: 'updateComplete',
    type: { text: 'Promise<boolean>' },
    readonly: true,
    description: 'Resolves when everything that is known is drawn.',
    inheritedFrom: litElement,
  },
  {
    kind: 'method',
    name: 'requestUpdate',
    return: { type: { text: 'void' } },
    description: 'Draws anew soon, once for all changes until then.',
    inheritedFrom: litElement,
  },
];

export default {
  globs: [
    ...['align-monitor', 'strings/index', 'settings', 'events', 'model/status', 'model/text/display-context'].map(
      (name) => `widget/${name}.ts`,
    ),
    'server/contract/*.ts',
  ],
  outdir: 'dist',
  packagejson: false,
  quiet: true,
  plugins: [{ name: 'published', collectPhase: collectType, packageLinkPhase: publish }],
};

/**
 * Records a type alias, a list of literals that is a type's source, or the detail of an event.
 *
 * @param {{ ts: Doc, node: Doc }} found
 */
function collectType({ ts, node }) {
  const name = node['name']?.text;
  // The element's own come first.
  if (ts['isTypeAliasDeclaration'](node) && !types.has(name)) types.set(name, inOneLine(node['type'].getText()));
  if (ts['isVariableDeclaration'](node)) {
    const list = /^\[([^[\]{}]*)\] as const$/.exec(inOneLine(node['initializer']?.getText() ?? ''))?.[1];
    if (list !== undefined)
      types.set(`(typeof ${node['name'].text})[number]`, list.split(/, ?/).filter(Boolean).join(' | '));
  }
  if (!ts['isInterfaceDeclaration'](node) || !node['name'].text.endsWith('Detail')) return;
  const members = node['members'].map((/** @type {Doc} */ member) => member['getText']().replace(/;$/, ''));
  types.set(node['name'].text, `{ ${members.join('; ')} }`);
}

/**
 * Replaces the source modules by those of the package.
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
    superclass: litElement,
    members: [...members.filter(isPublic), ...inheritedMembers].map(memberOf),
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
 * @returns {boolean}
 */
function isPublic({ privacy, static: isStatic }) {
  return privacy === undefined && isStatic !== true;
}

/**
 * @param {Doc} field what the analyzer makes of a property with `@attr`
 * @returns {Doc} the same without null in its type: an attribute is set or not
 */
function attributeOf({ name, type, default: unlessGiven, description, fieldName }) {
  const text = spellOut(type.text).replace(' | null', '');
  return described({ name, type: { text }, default: unlessGiven, description, fieldName });
}

/**
 * @param {Doc} member
 * @returns {Doc} the same with `parsedType`, which editors read: its type in full
 */
function memberOf(member) {
  const full = member['type'] && spellOut(member['type'].text);
  return described({ ...member, ...(full !== member['type']?.text && { parsedType: { text: full } }) });
}

/**
 * @param {Doc} event
 * @returns {Doc} the same with the type of its detail
 */
function eventOf(event) {
  const text = event['type'].text.replace(/\w+Detail/, (/** @type {string} */ name) => types.get(name));
  return described({ ...event, parsedType: { text } });
}

/**
 * @param {string} text
 * @returns {string} the same with each alias replaced by its type
 */
function spellOut(text) {
  return text.replace(/\(typeof \w+\)\[number\]|\w+/g, (name) => {
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

/** @returns {Map<string, string>} the defaults of the custom properties, from each `var(--align-…, default)` */
function customPropertyDefaults() {
  const folder = `${import.meta.dirname}/styles`;
  const text = readdirSync(folder)
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
  const uses = text.matchAll(/var\((--align-[\w-]+), ((?:[^()]|\([^()]*\))+)\)/g);
  return new Map([...uses].map(([, name = '', unlessSet = '']) => [name, unlessSet]));
}
