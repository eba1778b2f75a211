/** The manifest of the element, and the tables of the documentation that are made from the code. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AlignMonitor } from '../../widget/index.js';
import { resolveSettings } from '../../widget/settings.js';
import { root } from '../tools/setup.js';
import { generated } from '../tools/docs/generated.js';
import { readDocument, withTexts } from '../tools/docs/markdown.js';

interface Entry {
  kind?: string;
  name: string;
  description: string;
  type: { text: string };
  parsedType?: { text: string };
  default?: string;
  fieldName?: string;
}

type Lists = Record<'attributes' | 'members' | 'events' | 'cssParts' | 'cssProperties' | 'cssStates', Entry[]>;

interface Manifest {
  modules: {
    path: string;
    declarations: ({ name: string; tagName?: string; customElement?: boolean } & Lists)[];
    exports: { kind: string; name: string }[];
  }[];
}

const manifest = JSON.parse(readFileSync(join(root, 'dist', 'custom-elements.json'), 'utf8')) as Manifest;
const [index, define] = manifest.modules;
const element = index?.declarations.find(({ customElement }) => customElement);
assert.ok(element, 'the manifest has no element');
const namesOf = (list: { name: string }[]) => list.map(({ name }) => name).sort();

/** The text of the element's own sources whose paths end so. */
function sources(ending: string): string {
  const folder = join(root, 'widget');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
  return paths.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
}

/** What the first group of a pattern catches in a text, each once, sorted. */
function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();
}

describe('the manifest', () => {
  it('tells which file registers the tag, and what can be imported', () => {
    assert.equal(element.tagName, 'align-monitor');
    assert.equal(index?.path, 'dist/widget/index.js');
    assert.deepEqual(namesOf(index.exports), ['AlignMonitor', 'useStrings']);
    assert.equal(define?.path, 'dist/widget/define.js');
    assert.deepEqual(
      define.exports.map(({ kind, name }) => [kind, name]),
      [['custom-element-definition', 'align-monitor']],
    );
  });

  it('lists the attributes that are observed, each with its default and what it may be', () => {
    assert.deepEqual(namesOf(element.attributes), [...AlignMonitor.observedAttributes].sort());
    const settings = resolveSettings(
      () => null,
      'https://portal.example/',
      () => undefined,
    );
    for (const { name, fieldName, type, default: unlessGiven } of element.attributes) {
      const holds: unknown = Reflect.get(settings, fieldName ?? name);
      if (unlessGiven === 'found from `src`') assert.match(String(holds), /^https:\/\/portal\.example\//);
      else if (name === 'src') assert.equal(holds, new URL('/metrics', 'https://portal.example/').href);
      else assert.equal(typeof holds === 'string' ? `'${holds}'` : String(holds), unlessGiven);
      if (type.text.startsWith("'")) assert.ok(type.text.includes(String(unlessGiven)), name);
    }
  });

  it('lists what is public, and nothing else', () => {
    const members = element.members.filter(
      ({ name }) => !element.attributes.some(({ fieldName }) => fieldName === name),
    );
    const names = ['data', 'lastUpdated', 'refresh', 'requestUpdate', 'status', 'token', 'updateComplete'];
    assert.deepEqual(namesOf(members), names);
    assert.equal(JSON.stringify(manifest).includes('"#'), false);
  });

  it('lists the events that are typed, with what they carry', () => {
    assert.deepEqual(namesOf(element.events), found(sources('events.ts'), /'(align-monitor-[\w-]+)'/g));
    for (const { parsedType } of element.events) assert.match(parsedType?.text ?? '', /^CustomEvent<\{ .+ \}>$/);
  });

  it('lists the parts that can be styled', () => {
    const used = found(sources('.ts'), /\bpart="([\w -]+)"/g).flatMap((names) => names.split(' '));
    assert.deepEqual(namesOf(element.cssParts), [...new Set(used)].sort());
  });

  it('lists the custom properties that are read, with their defaults', () => {
    assert.deepEqual(namesOf(element.cssProperties), found(sources('.styles.ts'), /var\((--align-[\w-]+)/g));
    const text = sources('.styles.ts');
    for (const { name, default: unlessSet = '' } of element.cssProperties) {
      assert.ok(unlessSet !== '' && text.includes(`var(${name}, ${unlessSet})`), name);
    }
  });

  it('lists the status and emptiness as states', () => {
    const status = element.members.find(({ name }) => name === 'status')?.parsedType?.text ?? '';
    assert.deepEqual(namesOf(element.cssStates), [...found(status, /'([\w-]+)'/g), 'empty'].sort());
  });

  it('describes everything', () => {
    const { attributes, members, events, cssParts, cssProperties, cssStates } = element;
    const all = [attributes, members, events, cssParts, cssProperties, cssStates].flat();
    assert.deepEqual(
      all.filter(({ description }) => !/^\S.*\.$/.test(description)).map(({ name }) => name),
      [],
    );
  });
});

describe('the tables in the documentation', () => {
  for (const [path, texts] of Object.entries(generated(manifest))) {
    it(`say what the code says in ${path}; else run "npm run docs"`, async () => {
      assert.equal(await withTexts(path, readDocument(path), texts), readDocument(path));
    });

    it(`need their markers in ${path}`, async () => {
      const [name = ''] = Object.keys(texts);
      const without = readDocument(path).replace(`<!-- end of ${name} -->`, '');
      await assert.rejects(withTexts(path, without, texts), /has no <!-- end of/);
    });
  }

  it('change with the manifest', () => {
    const changed = JSON.stringify(manifest).replaceAll('As in `fetch`.', 'As in `fetch`, or | not.');
    assert.match(
      generated(JSON.parse(changed) as Manifest)['widget/README.md']?.['attributes'] ?? '',
      /`fetch`, or \\\| not\./,
    );
  });
});

describe('README.md', () => {
  it('is short enough to be read', () => {
    assert.ok(readDocument('README.md').split('\n').length <= 150);
  });
});
