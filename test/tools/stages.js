// @ts-check
/**
 * The stages of `npm test`. Each runs one tool, lets it print as it goes, and returns what it counted; the counts are
 * the runners' own, taken from a file that they write and never from what they print.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { chromiumPath } from './chromium.js';
import { root, runCommand } from './command.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * In which order the stages run: those in a lane one after the other, lanes beside each other, so that neither of two
 * processors has to wait.
 *
 * @type {string[][][]}
 */
export const lanesInTurn = [[['server'], ['lint', 'types', 'package', 'widget']], [['demo']], [['e2e']]];

/** What takes too long for `npm test`, and has a command of its own. */
export const more = ['published', 'looks'];

/** The stages that look at what was built. */
export const needBuild = ['package', 'published', 'demo', 'e2e', 'looks'];

const onePassed = { passed: 1, failed: 0, skipped: 0 };
const oneFailed = { passed: 0, failed: 1, skipped: 0 };

/** A test that has not ended by then never will. */
const testTimeoutMs = 180_000;

/**
 * What each stage does. `names` are files, or parts of their names; none means all.
 *
 * @type {Record<string, (names: string[]) => Promise<Counts>>}
 */
export const stages = {
  async lint(names) {
    const targets = names.length > 0 ? names : ['.'];
    const eslint = await runTool('eslint/bin/eslint.js', ['--max-warnings=0', ...targets]);
    const prettier = await runTool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', ...targets]);
    return eslint && prettier ? onePassed : oneFailed;
  },

  async types(names) {
    if (names.length > 0) console.log('Types are always checked all together.');
    return (await runTool('typescript/bin/tsc', ['--noEmit'])) ? onePassed : oneFailed;
  },

  package: (names) => nodeTests('test/package', names, []),

  published: (names) => nodeTests('test/published', names, []),

  server: (names) => nodeTests('test/server', names, [], {}, true),

  async widget(names) {
    const files = names.length > 0 ? testFiles('test/widget', names) : undefined;
    if (files?.length === 0) return noTests();
    return counted(async (file) => {
      const env = { CHROME_PATH: await chromiumPath(), TEST_COUNTS_FILE: file };
      const only = files === undefined ? [] : ['--files', ...files];
      return runTool(
        '@web/test-runner/dist/bin.js',
        ['--config', 'test/tools/element-test-counts.config.js', ...only],
        env,
      );
    });
  },

  // Alone: its light depends on how fast the portal answers.
  demo: async (names) => nodeTests('test/demo', names, [], { CHROME_PATH: await chromiumPath() }),

  looks: async (names) => nodeTests('test/looks', names, [], { CHROME_PATH: await chromiumPath() }),

  // Each file has a browser and a server of its own.
  e2e: async (names) => nodeTests('test/e2e', names, ['--test-concurrency=2'], { CHROME_PATH: await chromiumPath() }),
};

/**
 * @param {string} folder
 * @param {string[]} names
 * @param {string[]} flags
 * @param {Record<string, string>} [env]
 * @param {boolean} [isHeldBack] prints only when all is over, so that it does not mingle with what runs beside it
 * @returns {Promise<Counts>}
 */
async function nodeTests(folder, names, flags, env = {}, isHeldBack = false) {
  const files = testFiles(folder, names);
  if (files.length === 0) return noTests();
  const counter = new URL('node-test-counts.js', import.meta.url).href;
  return counted(async (file) => {
    const reporters = [
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...[`--test-reporter=${counter}`, `--test-reporter-destination=${file}`],
    ];
    const args = ['--import', 'tsx', '--test', `--test-timeout=${testTimeoutMs}`, ...flags, ...reporters, ...files];
    const { code, output } = await runCommand(process.execPath, args, { env, capture: isHeldBack });
    if (isHeldBack) process.stdout.write(`\n── ${folder}, in full ──\n${output}`);
    return code === 0;
  });
}

/**
 * Runs a test runner that writes its counts to a file.
 *
 * @param {(file: string) => Promise<boolean>} runner gets the file's path, says whether the runner ended well
 * @returns {Promise<Counts>} at least one failed when the runner ended badly, wrote nothing or ran no test
 */
async function counted(runner) {
  const folder = mkdtempSync(join(tmpdir(), 'align-monitor-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const hasEndedWell = await runner(join(folder, 'counts.json'));
    const counts = readCounts(join(folder, 'counts.json'));
    if (counts === undefined) {
      console.error('The test runner ended before it had counted its tests.');
      return oneFailed;
    }
    if (counts.passed + counts.failed === 0) return { ...counts, ...noTests(), skipped: counts.skipped };
    return hasEndedWell || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/**
 * @param {string} file
 * @returns {Counts | undefined}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A stage without a test proves nothing. */
function noTests() {
  console.error('No test was run.');
  return oneFailed;
}

/**
 * @param {string} folder
 * @param {string[]} names
 * @returns {string[]} the test files in the folder and below it, sorted
 */
function testFiles(folder, names) {
  const wanted = names.map((name) => {
    const path = relative(root, resolve(name));
    return path.startsWith(folder) ? path : name;
  });
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => wanted.length === 0 || wanted.some((name) => path.includes(name)))
    .sort();
}

/**
 * Runs a program of an installed package.
 *
 * @param {string} program its path under node_modules
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<boolean>} whether it ended well
 */
async function runTool(program, args, env = {}) {
  const { code } = await runCommand(process.execPath, [join(root, 'node_modules', program), ...args], { env });
  return code === 0;
}
