// @ts-check
/**
 * `npm test`: installs and builds where needed, then runs the npm scripts below, three at a time. `npm run test:all` also
 * runs the slow ones. Each script can be run by itself. All scripts run, even when one fails.
 *
 * With `--install`, programs that tests need are installed (as root on Debian), and a skipped test counts as failed.
 * Without it, tests without their programs are skipped.
 *
 * The last line says how many tests passed and failed; the exit code is 0 only when none failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { chromiumPath } from './tools/chromium.js';
import { readResults } from './tools/results.js';
import { npm, root, setUp } from './tools/setup.js';

/** Scripts with the folders of their tests, longest first. @type {Record<string, string[]>} */
const scripts = {
  'test:server': ['test/server', 'test/faults'],
  'test:widget': ['test/widget'],
  lint: [],
  'test:e2e': ['test/e2e', 'test/demo'],
  types: [],
  'test:package': ['test/package'],
};
/** @type {Record<string, string[]>} */
const slowScripts = {
  'test:consumers': ['test/consumers'],
  'test:integration': ['test/integration'],
  'test:looks': ['test/looks'],
  'test:long': ['test/long'],
  'test:soak': [],
};

/** More than two cores: a script also waits, for timers, the disk and the browser. */
const parallel = 3;
/** On Windows there are no process groups. */
const hasGroups = process.platform !== 'win32';
/** A script that has not ended by then hangs. */
const timeoutMs = 15 * 60_000;
const slowestShown = 10;
const words = process.argv.slice(2);
const mayInstall = words.includes('--install');
if (mayInstall) process.env['TEST_INSTALL'] = '1';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {import('./tools/results.js').Result[]} */
const allResults = [];
/** @type {Map<string, Counts>} */
const countsByScript = new Map();
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let isComplete = false;
const folder = mkdtempSync(join(tmpdir(), 'align-monitor-test-'));

process.on('exit', report);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    running.forEach(end);
    process.exit(1);
  });
}

setUp();
// Installs a browser where there is none, before two scripts at once look for it. They say so themselves when it fails.
await chromiumPath().then(
  (path) => (process.env['CHROME_PATH'] = path),
  () => undefined,
);
const waiting = Object.entries({ ...scripts, ...(words.includes('all') && slowScripts) });
await Promise.all(Array.from({ length: parallel }, runWaiting));
isComplete = true;

/** Runs the scripts that nobody runs yet, one after the other. */
async function runWaiting() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runScript(...next);
}

/**
 * Runs a script and prints its output when it has ended.
 *
 * @param {string} name
 * @param {string[]} folders
 */
async function runScript(name, folders) {
  console.log(`${name} …`);
  const start = Date.now();
  const file = join(folder, `${name.replace(':', '-')}.jsonl`);
  const { code, output } = await runNpm(name, file);
  const results = readResults(file);
  const missing = testFiles(folders).filter((path) => !results.some((result) => result.file === path));
  /** @param {string} outcome */
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  const counts = { passed: count('passed'), failed: count('failed') + missing.length, skipped: count('skipped') };
  if (mayInstall) counts.failed += counts.skipped;
  // Without tests the script itself is what passes or fails. A runner may also fail apart from all tests.
  if (code !== 0) counts.failed = Math.max(counts.failed, 1);
  else if (folders.length === 0) counts.passed = 1;
  allResults.push(...results);
  countsByScript.set(name, counts);
  const notRun = missing.map((path) => `No test was run in ${relative(root, path)}.\n`).join('');
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`\n── ${name}: ${describe(counts)}, ${seconds} s ──\n${output}${notRun}`);
}

/**
 * @param {string} name
 * @param {string} resultsFile
 * @returns {Promise<{ code: number, output: string }>}
 */
function runNpm(name, resultsFile) {
  const [command, args, options] = npm(['run', '--silent', name]);
  const env = { ...process.env, TEST_RESULTS: resultsFile };
  const child = spawn(command, args, { ...options, env, detached: hasGroups, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const timer = setTimeout(() => end(child), timeoutMs);
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      running.delete(child);
      clearTimeout(timer);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}

/**
 * Ends npm and all that it started: by itself npm leaves the programs of a script running.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function end({ pid }) {
  if (pid !== undefined) process.kill(hasGroups ? -pid : pid);
}

/**
 * @param {string[]} folders
 * @returns {string[]} absolute paths of the test files below them
 */
function testFiles(folders) {
  return folders.flatMap((path) =>
    readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
      .map((name) => join(root, path, name)),
  );
}

/** Prints the slowest tests, the counts of each script and, as the last line, their sum. */
function report() {
  rmSync(folder, { recursive: true, force: true });
  if (!isComplete) countsByScript.set('cut short', { passed: 0, failed: 1, skipped: 0 });
  console.log('The slowest tests:');
  const slowest = allResults.sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  for (const { seconds, file, name } of slowest) {
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${relative(root, file)}: ${name}`);
  }
  console.log('');
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, counts] of countsByScript) {
    console.log(`${name.padEnd(16)} ${describe(counts)}`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(`\n${describe(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** @param {Counts} counts */
function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
