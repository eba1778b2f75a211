// @ts-check
/** Kills processes that store history in one folder, at random moments, again and again, and looks at what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { Alerts } from '../../server/alerts/alerts.js';
import { LONGEST_RANGE } from '../../server/contract/index.js';
import { DeployLog } from '../../server/deploys/deploy-log.js';
import { History } from '../../server/history/history.js';
import { KEPT_MS } from '../../server/history/snapshots.js';
import { emptyParts } from './empty-parts.js';
import { Storage } from '../../server/storage/storage.js';
import { SNAPSHOT_MS, startOfRound } from './time.js';

/** A kill comes within this time of the child's start: while it opens, reads, or writes for the nth time. */
const LONGEST_LIFE_MS = 400;
/** Processes without a heartbeat for so long are dead. */
const DEAD_MS = 16 * 60_000;
const REQUESTS_PER_ROUND = 100;
/** Deploys that must be known: the newest, of which there is never more than one for each kill. */
const CHECKED_DEPLOYS = 50;

/**
 * @typedef {object} KillFigures
 * @property {number} kills
 * @property {number} unreadable files that could not be read, and whatever else a process complained of
 * @property {number} lost kills after which a snapshot was missing that had been stored, or a deploy
 * @property {number} twice snapshots that were counted more than once, or with other figures than were stored
 * @property {number} duringWrite kills that left a temporary file: they came in the middle of a write
 * @property {number} snapshots that were stored in all
 * @property {number} files the most files of history that there were
 */

/**
 * @param {string} folder empty
 * @param {number} kills
 * @param {number} processes at once
 * @param {(figures: KillFigures) => void} [onKill] called after each kill
 * @returns {Promise<KillFigures>}
 */
export async function killRounds(folder, kills, processes, onKill) {
  const figures = { kills: 0, unreadable: 0, lost: 0, twice: 0, duringWrite: 0, snapshots: 0, files: 0 };
  const outDir = await makeOutputFolder();
  try {
    const script = await buildChild(outDir);
    /** @type {Ledger} */
    const ledger = { rounds: new Map(), deploys: [] };
    while (figures.kills < kills) {
      const next = 1 + Math.max(-1, ...[...ledger.rounds.values()].flat());
      const reports = await Promise.all(
        Array.from({ length: processes }, () => killOne(script, folder, next + (figures.kills > 0 ? 1 : 0))),
      );
      for (const report of reports) {
        figures.kills++;
        if (report.complaints !== '') figures.unreadable++;
        if (report.complaints !== '') console.error(report.complaints);
      }
      await follow(folder, reports, ledger, figures);
      await verify(folder, path.join(outDir, 'copy'), ledger, figures);
      onKill?.({ ...figures });
    }
  } finally {
    await rm(outDir, { recursive: true });
  }
  return figures;
}

/**
 * What has been stored: the rounds of each process, by its id, and the deploys, oldest first.
 *
 * @typedef {object} Ledger
 * @property {Map<string, number[]>} rounds
 * @property {string[]} deploys
 *
 * @typedef {object} Report
 * @property {Map<string, number>} written the last round that was stored, by id
 * @property {string[]} deploys
 * @property {string} complaints
 */

/**
 * Notes what the processes that were killed have stored, and makes their files as old as those of the dead.
 * @param {string} folder
 * @param {Report[]} reports
 * @param {Ledger} ledger
 * @param {KillFigures} figures
 */
async function follow(folder, reports, ledger, figures) {
  const written = new Map(reports.flatMap((report) => [...report.written]));
  const names = await readdir(folder);
  figures.files = Math.max(figures.files, names.filter((name) => /^history.*json$/.test(name)).length);
  for (const name of names) {
    const file = path.join(folder, name);
    if (name.endsWith('.tmp')) figures.duringWrite++;
    if (name.includes('corrupt')) figures.unreadable++;
    const { mtimeMs } = await stat(file);
    await utimes(file, (mtimeMs - DEAD_MS) / 1000, (mtimeMs - DEAD_MS) / 1000);
    const id = /^history-(\w+)\.json$/.exec(name)?.[1];
    if (id === undefined || ledger.rounds.has(id)) continue;
    const { data } = JSON.parse(await readFile(file, 'utf8'));
    const rounds = data.snapshots.map((/** @type {any} */ { t }) => (t - startOfRound(0)) / SNAPSHOT_MS);
    if (data.folded === undefined) ledger.rounds.set(id, rounds);
    figures.snapshots += rounds.length;
    const isWrong = (/** @type {any} */ { requests }, /** @type {number} */ index) =>
      requests !== REQUESTS_PER_ROUND || rounds[index] !== rounds[0] + index;
    figures.twice += data.snapshots.filter(isWrong).length;
  }
  for (const [id, round] of written) if (!ledger.rounds.get(id)?.includes(round)) figures.lost++;
  ledger.deploys.push(...reports.flatMap(({ deploys }) => deploys));
}

/**
 * Lets a process read a copy of the folder.
 * @param {string} folder
 * @param {string} copy
 * @param {Ledger} ledger
 * @param {KillFigures} figures
 */
async function verify(folder, copy, ledger, figures) {
  await cp(folder, copy, { recursive: true, preserveTimestamps: true });
  const wall = startOfRound(1 + Math.max(0, ...[...ledger.rounds.values()].flat()));
  const history = new History({ endpoints: () => [], wall, now: 0 });
  const deploys = new DeployLog();
  const storage = new Storage({
    folder: copy,
    history,
    alerts: new Alerts({ rules: [] }),
    deploys,
    ...emptyParts,
    wall: () => wall,
    sessions: { wantsKey: false, useKey: () => undefined },
    onMessage: (message) => {
      console.error(message);
      figures.unreadable++;
    },
  });
  await storage.start();
  const known = [...ledger.rounds.values()].flat().filter((round) => startOfRound(round) >= wall - KEPT_MS);
  const found = history.answer(LONGEST_RANGE, wall, [], []).summary.requests / REQUESTS_PER_ROUND;
  if (found < known.length) figures.lost++;
  if (found > known.length) figures.twice++;
  // The version begins with the round in which it was deployed; the next process may have begun two rounds later.
  const since = wall + 2 * SNAPSHOT_MS - KEPT_MS;
  const recent = ledger.deploys.filter((version) => startOfRound(parseInt(version)) > since);
  const versions = new Set(deploys.toJSON().map(({ version }) => version));
  figures.lost += recent.slice(-CHECKED_DEPLOYS).filter((version) => !versions.has(version)).length;
  await storage.close();
  await rm(copy, { recursive: true });
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
 * @returns {Promise<Report>}
 */
async function killOne(script, folder, from) {
  const child = spawn(process.execPath, [script, folder, String(from)]);
  /** @type {Report} */
  const report = { written: new Map(), deploys: [], complaints: '' };
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (report.complaints += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, first = '', round] = line.split(' ');
    if (what === 'ready') setTimeout(() => child.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
    else if (what === 'deploy') report.deploys.push(first);
    else report.written.set(first, Number(round));
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return report;
}
