/** How much of the element a browser loads, and when: budgets for the self-contained build. */
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../tools/command.js';
import { closure, readChunks } from './support/chunks.js';

const ENTRY = 'align-monitor';

/**
 * What is loaded when, one upon the other: the chunks by their names, each with all that it imports at once, and how
 * many bytes that may be after gzip, either more than the step before or all together.
 */
const steps: { step: string; chunks: string[]; most: number; of: 'more' | 'all' }[] = [
  { step: 'at once', chunks: [ENTRY], most: 15_000, of: 'all' },
  { step: 'a page without charts', chunks: ['page', 'more'], most: 12_000, of: 'more' },
  { step: 'a page with charts', chunks: ['charts', 'chart'], most: 52_000, of: 'all' },
];

/** What is loaded when something is opened: each with what it imports that a page does not have. */
const onDemand = ['hands', 'requests'];
const MOST_ON_DEMAND = 3000;

const chunks = readChunks(join(root, 'dist', 'browser'));
const files = [...chunks.keys()];
const sizeOf = (some: Iterable<string>) => [...some].reduce((sum, file) => sum + (chunks.get(file)?.bytes ?? NaN), 0);
const filesOf = (names: string[]) => files.filter((file) => names.includes(chunks.get(file)?.name ?? ''));

describe('the self-contained build', () => {
  const report: string[] = [];
  const loaded = new Set<string>();

  after(() => console.log(report.join('\n')));

  for (const { step, chunks: names, most, of } of steps) {
    it(`loads at most ${most} bytes ${of === 'more' ? 'more ' : ''}for ${step}`, () => {
      const needed = closure(chunks, filesOf(names));
      const added = [...needed].filter((file) => !loaded.has(file));
      added.forEach((file) => loaded.add(file));
      assert.deepEqual(
        new Set(names),
        new Set(names.filter((name) => filesOf([name]).length === 1)),
        'a chunk is missing',
      );
      const [more, all] = [sizeOf(added), sizeOf(loaded)];
      report.push(`${step}: ${more} bytes more, ${all} in all (${added.join(', ')})`);
      assert.ok((of === 'more' ? more : all) <= most, report.at(-1));
    });
  }

  for (const name of onDemand) {
    it(`loads at most ${MOST_ON_DEMAND} bytes when ${name} are opened`, () => {
      const own = filesOf([name]);
      assert.equal(own.length, 1, 'the chunk is missing');
      const added = [...closure(chunks, own)].filter((file) => !loaded.has(file));
      report.push(`${name}: ${sizeOf(added)} bytes (${added.join(', ')})`);
      assert.ok(sizeOf(added) <= MOST_ON_DEMAND, report.at(-1));
    });
  }

  it('has no chunk without a budget, and none that nothing loads', () => {
    const budgeted = new Set([...loaded, ...onDemand.flatMap((name) => [...closure(chunks, filesOf([name]))])]);
    assert.deepEqual(
      files.filter((file) => !budgeted.has(file)),
      [],
    );
    const known = new Set([`${ENTRY}.js`]);
    for (const { imports, laterImports } of chunks.values()) {
      for (const specifier of [...imports, ...laterImports]) known.add(basename(specifier));
    }
    assert.deepEqual(
      files.filter((file) => !known.has(file)),
      [],
    );
  });

  it('loads nothing at once but its core, and the entry only points to it', () => {
    const [entry] = filesOf([ENTRY]);
    assert.ok(entry !== undefined && (chunks.get(entry)?.bytes ?? NaN) < 200);
    const pointers = [...chunks.values()].filter(({ imports }) => imports.some((path) => basename(path) === entry));
    assert.deepEqual(pointers, []);
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
