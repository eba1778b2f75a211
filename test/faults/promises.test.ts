/** Every promise about faults has its tests: each title that `npm run faults` looks for stands in the source of a test. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../tools/setup.js';
import { namesOf } from './promise.js';
import { promises } from './promises/index.js';

/** The sources of a test file, and of those in folders beside it, whose rows it may run. */
function sourcesOf(file: string): string {
  const own = join(root, 'test', file);
  const folder = dirname(own);
  const beside = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === 'rows')
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((row) => join(folder, name, row)));
  return [own, ...(file.endsWith('/table.test.ts') ? beside : [])].map((path) => readFileSync(path, 'utf8')).join('\n');
}

describe('the promises about faults', () => {
  for (const { promise, tests } of promises) {
    it(`have their tests: ${promise}`, () => {
      assert.ok(Object.values(tests).flat().length > 0);
      for (const [file, titles] of Object.entries(tests)) {
        const source = sourcesOf(file);
        const missing = titles.filter(
          (title) => !["'", '"', '`'].some((quote) => source.includes(quote + title + quote)),
        );
        assert.deepEqual(missing, [], file);
      }
    });
  }

  it('find the tests of a title, whatever its template is filled with', () => {
    const title = "${method} is ${known ? 'a' : `${b}`}, exactly (or not)";
    assert.ok(namesOf(title).test('GET is a, exactly (or not)'));
    assert.ok(!namesOf(title).test('GET is a, exactly'));
    assert.ok(!namesOf('a.b').test('acb'));
  });
});
