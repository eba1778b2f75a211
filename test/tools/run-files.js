// @ts-check
/**
 * Runs the given node:test files, and all below the given folders, in this one process. A process per file, as
 * `node --test` starts them, takes twice the time; Node 22 has `--test-isolation=none` for this, Node 20 does not.
 *
 *     node --import tsx --test-reporter=spec test/tools/run-files.js test/server
 *
 * With `--install`, tests that need another program may install it.
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const words = process.argv.slice(2);
if (words.includes('--install')) process.env['TEST_INSTALL'] = '1';

for (const path of words.filter((word) => word !== '--install')) {
  for (const file of filesOf(path)) {
    await import(pathToFileURL(file).href).catch((error) => {
      void test(`${file} can be loaded`, () => Promise.reject(error));
    });
  }
}

/**
 * @param {string} path
 * @returns {string[]} absolute paths
 */
function filesOf(path) {
  if (path.endsWith('.test.ts')) return [resolve(path)];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
    // Of what tests have installed, the tests are not ours.
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'));
  return names.sort().map((name) => resolve(join(path, name)));
}
