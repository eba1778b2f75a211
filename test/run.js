// @ts-check
/**
 * `npm test`: installs and builds where needed, then runs lint, types, package, server, element, demo and end-to-end
 * tests, all of them even when one fails. `node test/run.js STAGE [FILE…]` runs one stage, or one file of it, and
 * `node test/run.js more` those that `npm test` has no time for.
 * The last line says how many passed and failed; the exit code is 0 only when none failed.
 */
import { build, prepare, PrepareError } from './tools/prepare.js';
import { lanesInTurn, more, needBuild, stages } from './tools/stages.js';

/** @type {Map<string, import('./tools/stages.js').Counts>} */
const results = new Map();
let hasEnded = false;
process.on('exit', report);

const [only, ...names] = process.argv.slice(2);
if (only !== undefined && only !== 'more' && !(only in stages)) {
  console.error(`There is no stage "${only}". There are: ${Object.keys(stages).join(', ')}.`);
  process.exit(1);
}

await prepare({ build: false });
const isBuilt = await tryBuild();
const wanted = only === undefined ? lanesInTurn : [[only === 'more' ? more : [only]]];
for (const lanes of wanted) await Promise.all(lanes.map(runLane));
hasEnded = true;
process.exitCode = [...results.values()].every(({ failed }) => failed === 0) ? 0 : 1;

/** A broken build is one failure; what does not need it can be tested all the same. */
async function tryBuild() {
  try {
    await build({});
    return true;
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    console.error(error.message);
    results.set('build', { passed: 0, failed: 1, skipped: 0 });
    return false;
  }
}

/**
 * One stage after the other.
 *
 * @param {string[]} lane
 */
async function runLane(lane) {
  for (const name of lane) {
    const run = stages[name];
    if (run === undefined) throw new Error(`There is no stage "${name}".`);
    console.log(`\n── ${name} ──`);
    results.set(name, await runStage(name, run));
  }
}

/**
 * @param {string} name
 * @param {(names: string[]) => Promise<import('./tools/stages.js').Counts>} run
 */
async function runStage(name, run) {
  if (needBuild.includes(name) && !isBuilt) {
    console.error('Not run, because the build failed.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  try {
    return await run(names);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Prints each stage's counts and, as the very last line, their sum; coming here too early is a failure of its own. */
function report() {
  if (!hasEnded) results.set('cut short', { passed: 0, failed: 1, skipped: 0 });
  const total = { passed: 0, failed: 0, skipped: 0 };
  console.log('');
  for (const [name, counts] of results) {
    console.log(`${name.padEnd(10)} ${inWords(counts)}`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(`\n${inWords(total)}`);
}

/**
 * @param {import('./tools/stages.js').Counts} counts
 * @returns {string}
 */
function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
