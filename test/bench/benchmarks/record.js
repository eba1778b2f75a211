// @ts-check
/**
 * What one `recordRequest` with endpoint, session and feature costs, in time and in garbage, beside the histograms
 * that are usually recorded to: prom-client's with three labels, OpenTelemetry's with three attributes, and
 * hdr-histogram-js, which has no labels at all.
 */
import { withProcesses } from '../tools/processes.js';
import { rowOf } from '../tools/rows.js';
import { interleave, repeat } from '../tools/statistics.js';

const contestants = ['align-monitor', 'prom-client', 'opentelemetry', 'hdr-histogram-js'];
const peers = contestants.slice(1);

const generations = 3;
const rounds = 10;
const batchNs = 40e6;
const warmUpCalls = 300_000;
const garbageRounds = 9;
const garbageCalls = 20_000;
/** So large a young generation that no collection comes between two readings of the heap. */
const roomForGarbage = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function record() {
  const times = await repeat(generations, () => withProcesses('record', contestants, timesOf));
  const garbage = await withProcesses('record', contestants, garbageOf, roomForGarbage);
  return [...timeRows(times), ...garbageRows(garbage)];
}

/** @param {Record<string, import('../tools/processes.js').Process>} children */
async function timesOf(children) {
  /** @type {Record<string, number>} */
  const calls = {};
  for (const name of contestants) {
    await children[name]?.ask('time', warmUpCalls);
    calls[name] = Math.ceil(batchNs / (await children[name]?.ask('time', warmUpCalls)));
  }
  return interleave(contestants, rounds, (name) => children[name]?.ask('time', calls[name]) ?? Promise.reject());
}

/** @param {Record<string, import('../tools/processes.js').Process>} children */
async function garbageOf(children) {
  for (const name of contestants) await children[name]?.ask('time', warmUpCalls);
  // The first rounds compile what they measure.
  const measured = await interleave(contestants, garbageRounds, (name) => askGarbage(children, name));
  return Object.fromEntries(contestants.map((name) => [name, (measured[name] ?? []).slice(2)]));
}

/**
 * @param {Record<string, import('../tools/processes.js').Process>} children
 * @param {string} name
 * @returns {Promise<{ literal: number, reused: number, literalAlone: number }>}
 */
async function askGarbage(children, name) {
  return children[name]?.ask('garbage', garbageCalls);
}

/** @param {Record<string, number[]>} times */
function timeRows(times) {
  return peers.map((peer) =>
    rowOf({
      name: 'recordRequest, CPU time per call',
      unit: 'ns',
      ours: times['align-monitor'] ?? [],
      against: peer,
      peer: times[peer] ?? [],
      ...(peer === 'prom-client' && { goal: { figure: 'ratio', atMost: 1 / 3 } }),
    }),
  );
}

/** @param {Record<string, { literal: number, reused: number, literalAlone: number }[]>} garbage */
function garbageRows(garbage) {
  /** @param {string} name the contestant; of its caller's literal is only counted what the call itself adds */
  const own = (name) => (garbage[name] ?? []).map(({ literal, literalAlone }) => literal - literalAlone);
  const reused = (garbage['align-monitor'] ?? []).map((bytes) => bytes.reused);
  const goal = /** @type {const} */ ({ figure: 'ours', atMost: 16 });
  const name = 'recordRequest, garbage per call';
  return [
    ...peers.map((peer) =>
      rowOf({
        ...{ name, unit: 'B', ours: own('align-monitor'), against: peer, peer: own(peer) },
        ...(peer === 'prom-client' && { goal }),
      }),
    ),
    rowOf({ name: `${name}, one sample used again`, unit: 'B', ours: reused, goal }),
  ];
}
