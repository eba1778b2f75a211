/** How much of the element a browser loads, and when: budgets for the self-contained build. */
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../tools/setup.js';
import { closure, readChunks } from './support/chunks.js';

const ENTRY = 'align-monitor.js';

/** Budgets in bytes after gzip. */
const BADGE_OR_PANEL = 18 * 1024;
const PAGE_WITH_CHARTS = 60_000;
const ON_DEMAND = 3000;
const WORDS = 3600;

/** The page's cards that are loaded with their first content. Each has words of its own or uses the page's. */
const cards = [
  ...['error-groups-card', 'alerts-card', 'endpoints-card', 'facts-card'],
  ...['endpoint-columns', 'error-budget', 'waits-for', 'jobs', 'app-numbers', 'cost'],
];
/**
 * The chunks, by name, that are loaded only for the public, when the reader opens something, or with the first content of a
 * card. Words that are loaded later count as such a chunk of their own, one for each language. A page with charts loads all
 * others, but for languages.
 */
const onDemand = [
  ...[
    'popover-fallback',
    'access',
    'en-access',
    'de-access',
    'alert-dialog',
    'request-lists',
    'deploy-text',
    'error-group-details',
    'tables',
    'class-chart',
    'notices',
  ],
  ...['en-page', 'de-page', 'en-errors', 'de-errors', 'en-waiting', 'de-waiting', 'en-own', 'de-own', ...cards],
];
/** Where a chunk is loaded from that only another one on demand opens. */
const openedIn: Record<string, string> = { 'error-group-details': 'error-groups-card' };
/** The words of the languages, of which an element loads one. */
const languages = ['en', 'de'];

const chunks = readChunks(join(root, 'dist', 'browser'));
const files = [...chunks.keys()];
const nameOf = (file: string) => chunks.get(file)?.name ?? '';
const sizeOf = (some: Iterable<string>) => [...some].reduce((sum, file) => sum + (chunks.get(file)?.bytes ?? NaN), 0);
/** The chunks that are loaded on their own; all others are parts of these. */
const loaded = new Set([
  ENTRY,
  ...[...chunks.values()].flatMap(({ laterImports }) => laterImports.map((path) => basename(path))),
]);
const ofPage = closure(
  chunks,
  files.filter((file) => loaded.has(file) && ![...onDemand, ...languages].includes(nameOf(file))),
);

describe('the self-contained build', () => {
  after(() => {
    for (const [file, { bytes }] of chunks) console.log(`${String(bytes).padStart(6)} bytes after gzip: ${file}`);
    console.log(`${String(sizeOf(files)).padStart(6)} bytes after gzip: all`);
  });

  for (const language of languages) {
    it(`loads at most ${WORDS} bytes for the words of the language ${language}`, () => {
      const own = files.filter((file) => nameOf(file) === language);
      assert.equal(own.length, 1, 'the chunk is missing');
      assert.deepEqual([...closure(chunks, own)], own, 'the words import something');
      assert.ok(sizeOf(own) <= WORDS, `${sizeOf(own)} bytes`);
    });
  }

  it(`loads at most ${BADGE_OR_PANEL} bytes for badge and panel, besides the words`, () => {
    const size = sizeOf(closure(chunks, [ENTRY]));
    assert.ok(size <= BADGE_OR_PANEL, `${size} bytes`);
  });

  it(`loads at most ${PAGE_WITH_CHARTS} bytes for a page with charts, besides the words`, () => {
    assert.ok(sizeOf(ofPage) <= PAGE_WITH_CHARTS, `${sizeOf(ofPage)} bytes`);
  });

  for (const name of onDemand) {
    it(`loads at most ${ON_DEMAND} bytes when ${name} are opened`, () => {
      const own = files.filter((file) => nameOf(file) === name);
      assert.equal(own.length, 1, 'the chunk is missing');
      const before = closure(
        chunks,
        files.filter((file) => nameOf(file) === openedIn[name]),
      );
      const isThere = (file: string) => ofPage.has(file) || before.has(file) || languages.includes(nameOf(file));
      const added = [...closure(chunks, own)].filter((file) => !isThere(file));
      assert.ok(sizeOf(added) <= ON_DEMAND, `${sizeOf(added)} bytes: ${added.join(', ')}`);
    });
  }

  it('has no chunk that nothing loads', () => {
    const imported = [...chunks.values()].flatMap(({ imports, laterImports }) => [...imports, ...laterImports]);
    const known = new Set([ENTRY, ...imported.map((specifier) => basename(specifier))]);
    assert.deepEqual(
      files.filter((file) => !known.has(file)),
      [],
    );
  });

  it('has an entry that only points to the core, and that no other chunk imports', () => {
    assert.deepEqual([...closure(chunks, [ENTRY])].map(nameOf), ['align-monitor', 'core']);
    assert.ok((chunks.get(ENTRY)?.bytes ?? NaN) < 200);
    const importers = files.filter((file) => {
      const { imports = [], laterImports = [] } = chunks.get(file) ?? {};
      return [...imports, ...laterImports].some((specifier) => basename(specifier) === ENTRY);
    });
    assert.deepEqual(importers, []);
  });

  it('has no bare import: each is a file beside it', () => {
    const specifiers = [...chunks.values()].flatMap(({ imports, laterImports }) => [...imports, ...laterImports]);
    assert.ok(specifiers.length > 0);
    assert.deepEqual(
      specifiers.filter((specifier) => !/^\.\/.+\.js$/.test(specifier) || !chunks.has(basename(specifier))),
      [],
    );
  });
});
