/**
 * `npm run faults`: runs the tests of all promises about faults and bad input, and prints each promise with its tests and
 * their results. `npm run faults -- disk` runs only the promises that contain the word. The exit code is 0 only when every
 * promise has tests and all of them pass.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResults, type Result } from '../tools/results.js';
import { root, setUp } from '../tools/setup.js';
import { type FaultPromise, namesOf } from './promise.js';
import { promises } from './promises/index.js';

const MARKS = { passed: '✓', failed: '✗', skipped: '–', missing: '?' };
type Outcome = keyof typeof MARKS;

setUp({ silent: true });
const word = process.argv[2]?.toLowerCase() ?? '';
const asked = promises.filter(({ promise }) => promise.toLowerCase().includes(word));
const files = [...new Set(asked.flatMap(({ tests }) => Object.keys(tests)))];
const isOfElement = (file: string): boolean => file.startsWith('widget/');
const results = [...(await runNode(files.filter((file) => !isOfElement(file))))];
results.push(...(await runBrowser(files.filter(isOfElement))));

const outcomes = asked.map(report);
const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
const others = [count('failed'), count('missing'), count('skipped')];
console.log(
  `\n${outcomes.length} promises: ${count('passed')} kept, ${others[0]} broken, ${others[1]} without a test, ${others[2]} skipped here`,
);
process.exitCode = count('failed') + count('missing') > 0 || asked.length === 0 ? 1 : 0;

/** Prints a promise and its tests. Returns the worst of their results. */
function report({ promise, tests }: FaultPromise): Outcome {
  const rows = Object.entries(tests).flatMap(([file, titles]) =>
    titles.map((title) => ({ file, title, outcome: outcomeOf(file, title) })),
  );
  const worst = (['missing', 'failed', 'passed'] as const).find((each) => rows.some(({ outcome }) => outcome === each));
  console.log(`\n${MARKS[worst ?? 'skipped']} ${promise}`);
  for (const { file, title, outcome } of rows) console.log(`    ${outcome.padEnd(8)} ${file}: ${title}`);
  return worst ?? 'skipped';
}

/** What has come of all tests with a title. */
function outcomeOf(file: string, title: string): Outcome {
  const names = namesOf(title);
  const found = results.filter((result) => result.file === join(root, 'test', file) && names.test(result.name));
  const order = ['failed', 'passed', 'skipped'] as const;
  return order.find((each) => found.some(({ outcome }) => outcome === each)) ?? 'missing';
}

async function runNode(paths: readonly string[]): Promise<Result[]> {
  const names = ['spec', './test/tools/node-reporter.js'];
  const reporters = names.flatMap((name) => [`--test-reporter=${name}`, '--test-reporter-destination=stdout']);
  const script = ['test/tools/run-files.js', ...paths.map((path) => `test/${path}`)];
  return paths.length === 0 ? [] : await run(process.execPath, ['--import', 'tsx', ...reporters, ...script]);
}

async function runBrowser(paths: readonly string[]): Promise<Result[]> {
  const runner = join(root, 'node_modules/@web/test-runner/dist/bin.js');
  const options = ['--config', 'test/widget/web-test-runner.config.js', '--files'];
  return paths.length === 0
    ? []
    : await run(process.execPath, [runner, ...options, ...paths.map((path) => `test/${path}`)]);
}

/** Runs a test runner, whose output is shown only when a test has failed or none was run. */
async function run(command: string, words: readonly string[]): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'align-monitor-faults-'));
  const file = join(folder, 'results.jsonl');
  const env = { ...process.env, TEST_RESULTS: file };
  const child = spawn(command, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const found = readResults(file);
  rmSync(folder, { recursive: true });
  if (found.length === 0 || found.some(({ outcome }) => outcome === 'failed'))
    console.error(Buffer.concat(chunks).toString());
  return found;
}
