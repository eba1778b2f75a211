/**
 * `npm run soak`: drives a monitored process with mixed and hostile load for ten minutes, and then says whether it has lost
 * a count, grown, printed what it should not, or not ended in time. `--minutes 2` makes it shorter; `--seed 42` repeats
 * the choices of an earlier run. Everything stays on loopback.
 */
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../server/support/random.js';
import { closeConnections } from './client.js';
import { actions, type Ledger } from './load.js';
import { MonitoredProcess } from './monitored-process.js';
import type { Figures } from './scene.js';
import { makeSmallDisk } from './small-disk.js';
import { startTargets } from './targets.js';
import { growth, type HeapSample } from './trend.js';

/** Clients at a time. */
const CLIENTS = 24;
/** A shorter run says nothing about the heap: tables are filled, and code is compiled. */
const MIN_MINUTES_OF_HEAP = 3;
/** What the heap may grow by over the last half: code that is compiled late, buffers that come and go. */
const MAX_GROWTH_BYTES = 3_000_000;
const MAX_CLOSE_MS = 2000;
/** The disk is full for a fifth of this time. */
const DISK_CYCLE_MS = 25_000;
const SAMPLES = 100;
/** One cause is logged once in five minutes. */
const LOG_EVERY_MINUTES = 5;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('soak: --minutes takes a number above 0, --seed a whole number');
  process.exit(1);
}
const random = seeded(seed);
console.log(
  `soak: ${minutes} minutes, seed ${seed} (the same again: npm run soak -- --minutes ${minutes} --seed ${seed})`,
);

const disk = makeSmallDisk();
if (!disk.canBeFull) console.log('soak: the full disk is skipped: only root may mount a small one');
const targets = await startTargets();
const tokens = { viewer: 'viewer-of-the-soak', operator: 'operator-of-the-soak', ingest: 'ingest-of-the-soak' };
const monitored = await MonitoredProcess.start({ tokens, folder: disk.folder, targets: targets.urls });
process.once('exit', () => {
  monitored.kill();
  disk.remove();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const problems: string[] = [];
const ledger: Ledger = new Map();
const done = new Map<string, number>();
const begin = performance.now();
const end = begin + minutes * 60_000;
let sawFullDisk = false;

const samples: HeapSample[] = [];
await Promise.all([watchHeap(), cycleDisk(), ...Array.from({ length: CLIENTS }, client)]);
const figures = await settled();
judge(figures);
closeConnections();
const { code, milliseconds } = await monitored.end(10_000);
if (code !== 0) problems.push(`the process ended with ${String(code)}`);
if (milliseconds > MAX_CLOSE_MS) problems.push(`the process ended ${Math.round(milliseconds)} ms after it was closed`);
judgeOutput();
targets.close();

console.log(`soak: ${[...done].map(([name, count]) => `${count} × ${name}`).join(', ')}`);
console.log(
  `soak: ended ${Math.round(milliseconds)} ms after close; ${targets.taken} messages were taken by a webhook`,
);
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(problems.length === 0 ? '✓ nothing was lost, nothing grew, nothing was printed' : `seed ${seed}`);
process.exit(problems.length === 0 ? 0 : 1);

/** One client after another, until the time is over. */
async function client(): Promise<void> {
  const total = actions.reduce((sum, { weight }) => sum + weight, 0);
  while (performance.now() < end && !monitored.hasEnded && problems.length < 20) {
    let rest = total * random();
    const action = actions.find(({ weight }) => (rest -= weight) < 0);
    if (action === undefined) continue;
    const isKoa = random() < 0.5;
    const port = monitored.ports[isKoa ? 0 : 1] ?? 0;
    try {
      const counted = await action.run({ port, tokens, isKoa, random });
      for (const [name, count] of Object.entries(counted)) ledger.set(name, (ledger.get(name) ?? 0) + count);
    } catch (error) {
      problems.push(
        `${action.name} (${isKoa ? 'Koa' : 'Express'}): ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    done.set(action.name, (done.get(action.name) ?? 0) + 1);
  }
}

async function watchHeap(): Promise<void> {
  while (performance.now() < end && !monitored.hasEnded) {
    const { heap, health } = await monitored.figures();
    samples.push({ seconds: (performance.now() - begin) / 1000, bytes: heap });
    if (JSON.stringify(health).includes('the disk is full')) sawFullDisk = true;
    await pause((minutes * 60_000) / SAMPLES);
  }
}

async function cycleDisk(): Promise<void> {
  while (performance.now() < end - DISK_CYCLE_MS) {
    await pause(0.4 * DISK_CYCLE_MS);
    disk.fill();
    await pause(0.2 * DISK_CYCLE_MS);
    disk.empty();
    await pause(0.4 * DISK_CYCLE_MS);
  }
}

/** The figures when no request is open any more. */
async function settled(): Promise<Figures> {
  for (let tries = 0; ; tries++) {
    const latest = await monitored.figures();
    if (latest.metrics.summary.in_flight === 0) return latest;
    if (tries === 50) {
      problems.push(`${latest.metrics.summary.in_flight} requests are still open`);
      return latest;
    }
    await pause(200);
  }
}

/** Compares what was sent with what was counted. */
function judge({ metrics }: Figures): void {
  const { summary, errors, monitor } = metrics;
  const sum = [...ledger.values()].reduce((total, count) => total + count, 0);
  const compare = (what: string, counted: number, sent: number): void => {
    if (counted !== sent) problems.push(`${what}: ${counted} are counted, ${sent} were sent`);
  };
  compare('requests', summary.total_requests, sum);
  for (const [name, sent] of ledger) {
    if (name !== 'ok') compare(name, errors[`total_${name}`] ?? 0, sent);
  }
  const known = new Set([...ledger.keys()].map((name) => `total_${name}`));
  for (const [name, count] of Object.entries(errors)) {
    if (name.startsWith('total_') && !known.has(name) && count !== 0)
      problems.push(`${count} ${name} were counted, none sent`);
  }
  compare('successful and failed requests', summary.successful_requests + summary.failed_requests, sum);
  const failed = (ledger.get('timeout') ?? 0) + (ledger.get('reported') ?? 0);
  compare('failures', summary.failed_requests, failed);
  if (monitor.rejected_values > 0) problems.push(`${monitor.rejected_values} values were rejected`);
  const half = samples.filter(({ seconds }) => seconds >= (minutes * 60) / 2);
  const grown = growth(half);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `soak: ${sum} requests; heap ${megabytes(samples[0]?.bytes ?? 0)} at first, ${megabytes(samples.at(-1)?.bytes ?? 0)} at last, ` +
      `${megabytes(grown)} of growth over the last half (${megabytes(MAX_GROWTH_BYTES)} are allowed)`,
  );
  if (minutes < MIN_MINUTES_OF_HEAP) console.log('soak: too short to judge the heap');
  else if (grown > MAX_GROWTH_BYTES) problems.push(`the heap grew by ${megabytes(grown)} over the last half`);
  if (disk.canBeFull && minutes >= 1 && !sawFullDisk) problems.push('the full disk was not reported');
}

/** Only the rare lines about internal errors may be printed. */
function judgeOutput(): void {
  const lines = monitored.output.split('\n').filter(Boolean);
  const causes = new Map<string, number>();
  for (const line of lines) {
    if (!line.startsWith('align-monitor: ')) problems.push(`it printed: ${line.slice(0, 300)}`);
    const cause = line.replace(/ \(\d+ since the last report\)/, '').replaceAll(/\d+/g, '0');
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  for (const [cause, times] of causes) {
    if (times > Math.ceil(minutes / LOG_EVERY_MINUTES) + 1)
      problems.push(`it printed ${times} times: ${cause.slice(0, 200)}`);
  }
  console.log(`soak: ${lines.length} lines were printed:`);
  for (const cause of causes.keys()) console.log(`    ${cause.slice(0, 160)}`);
}
