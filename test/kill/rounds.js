// @ts-check
/** Kills a process that stores history, at a random moment, again and again, and looks at what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { decodeSketch } from '../../server/collector/histogram/encoding.js';
import { SNAPSHOT_MS, START } from './time.js';

/** A kill comes within so many milliseconds of the child's start: while it opens, reads, or writes for the nth time. */
const LONGEST_LIFE_MS = 400;

/**
 * @typedef {object} KillFigures
 * @property {number} kills
 * @property {number} unreadable files that could not be read, or held snapshots that could not be
 * @property {number} lost kills after which more than one snapshot was missing
 * @property {number} duringWrite kills that left a temporary file, so that came in the middle of a write
 * @property {number} snapshots that were written in all
 * @property {number} notOwned starts at which the dead process's lock was not taken over, or something else was complained of
 */

/**
 * @param {string} folder empty
 * @param {number} kills
 * @param {(figures: KillFigures) => void} [onKill] told after each
 * @returns {Promise<KillFigures>}
 */
export async function killRounds(folder, kills, onKill) {
  const figures = { kills: 0, unreadable: 0, lost: 0, duringWrite: 0, snapshots: 0, notOwned: 0 };
  const outDir = await makeOutputFolder();
  try {
    const script = await buildChild(outDir);
    await killRepeatedly(script, folder, kills, figures, onKill);
  } finally {
    await rm(outDir, { recursive: true });
  }
  return figures;
}

/**
 * @param {string} script
 * @param {string} folder
 * @param {number} kills
 * @param {KillFigures} figures
 * @param {((figures: KillFigures) => void) | undefined} onKill
 */
async function killRepeatedly(script, folder, kills, figures, onKill) {
  let next = 0;
  while (figures.kills < kills) {
    const { written, complaints } = await killOnce(script, folder, next);
    figures.kills++;
    figures.snapshots += written - next + 1;
    if (complaints !== '') figures.notOwned++;
    const names = await readdir(folder);
    if (names.some((name) => /^history\.json\.\d+-\d+$/.test(name))) figures.duringWrite++;
    const newest = await newestRound(folder);
    const isUnreadable = newest === undefined && written >= 0;
    if (isUnreadable || names.some((name) => name.includes('corrupt'))) figures.unreadable++;
    else if (newest !== undefined && newest < written) figures.lost++;
    next = Math.max(written, newest ?? -1, next - 1) + 1;
    onKill?.({ ...figures });
  }
}

/** A folder of this run's own, within the repository so that packages are found from there. */
async function makeOutputFolder() {
  const output = path.join(import.meta.dirname, '../output');
  await mkdir(output, { recursive: true });
  return await mkdtemp(path.join(output, 'kill-'));
}

/**
 * Makes one file of plain JavaScript of the child: compiling it anew would take far longer than what is tested.
 * @param {string} outDir
 * @returns {Promise<string>} its path
 */
async function buildChild(outDir) {
  const ssr = path.join(import.meta.dirname, 'child.js');
  await build({ configFile: false, logLevel: 'error', build: { ssr, outDir, target: 'node20', minify: false } });
  return path.join(outDir, 'child.js');
}

/**
 * @param {string} script
 * @param {string} folder
 * @param {number} from the first round
 */
async function killOnce(script, folder, from) {
  const child = spawn(process.execPath, [script, folder, String(from)]);
  let complaints = '';
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (complaints += chunk.toString()));
  let written = from - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') setTimeout(() => child.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
    else written = Number(line);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { written, complaints };
}

/**
 * The newest round in the file; undefined when there is none, or anything in it cannot be read.
 * @param {string} folder
 */
async function newestRound(folder) {
  try {
    const { data } = JSON.parse(await readFile(path.join(folder, 'history.json'), 'utf8'));
    const sketches = data.snapshots.flatMap((/** @type {any} */ each) => [
      each.latency,
      ...each.endpoints.map((/** @type {any} */ endpoint) => endpoint[4]),
    ]);
    if (!sketches.every((/** @type {unknown} */ sketch) => decodeSketch(sketch) !== undefined)) return undefined;
    return (data.snapshots.at(-1).t - START) / SNAPSHOT_MS;
  } catch {
    return undefined;
  }
}
