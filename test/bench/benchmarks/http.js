// @ts-check
/**
 * What the middleware costs the same app over HTTP: throughput, latency and CPU time per request, beside the bare app
 * and a middleware that only takes the time; on Koa also beside prom-client's, on Express beside the monitors that
 * people put in front of it.
 */
import { figuresOf, Load } from '../tools/load.js';
import { withProcesses } from '../tools/processes.js';
import { rowOf } from '../tools/rows.js';
import { interleave, repeat } from '../tools/statistics.js';
import { oneOf, seeded, sessionId } from '../tools/traffic.js';

const apps = [
  { name: 'koa', label: 'Koa', peers: ['bare', 'timing', 'prom-client'] },
  { name: 'express', label: 'Express', peers: ['bare', 'timing', 'swagger-stats', 'express-status-monitor'] },
];
const ours = 'align-monitor';
const generations = 3;
/** So long that what it runs is compiled: a server runs for days. */
const warmUpSeconds = 2.5;
/** Many short rounds: what else the machine does then meets all contestants of a round alike. */
const rounds = 16;
/** Of those that went in, so many must have been counted; the last ones may be on their way still. */
const countedShare = 0.99;

/** What each connection asks for, in turn: three routes, 200 visitors. */
const requests = (() => {
  const random = seeded(2);
  const visitors = Array.from({ length: 200 }, () => sessionId(random));
  return Array.from({ length: 40 }, (_, index) => ({
    path: ['/', `/items/${index}`, `/users/${index}/orders/${index * 7}`][index % 3] ?? '/',
    headers: { cookie: `theme=dark; sid=${oneOf(visitors, random)}` },
  }));
})();
const shape = { connections: 32, seconds: 0.25, requests };

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function http() {
  const load = await Load.start();
  try {
    const rows = [];
    for (const { name, label, peers } of apps) {
      const measured = await repeat(generations, () =>
        withProcesses(name, [ours, ...peers], (servers) => measure(servers, load)),
      );
      rows.push(...rowsOf(label, peers, measured));
    }
    return rows;
  } finally {
    await load.end();
  }
}

/**
 * @param {Record<string, import('../tools/processes.js').Process>} servers
 * @param {Load} load
 */
async function measure(servers, load) {
  const names = Object.keys(servers);
  const warmUp = await load.aimAt(servers, { ...shape, seconds: warmUpSeconds });
  for (const name of names) await warmUp(name);
  const fire = await load.aimAt(servers, shape);
  const measured = await interleave(names, rounds, fire);
  for (const [name, server] of Object.entries(servers)) {
    const counted = await server.ask('counted');
    const { requests: had } = await server.ask('usage');
    // Who counts nothing is compared with nobody.
    if (counted < had * countedShare) throw new Error(`${name} has counted ${counted} of ${had} requests`);
  }
  return measured;
}

/**
 * @param {string} label
 * @param {string[]} peers
 * @param {Record<string, import('../tools/load.js').Measured[]>} measured
 */
function rowsOf(label, peers, measured) {
  /**
   * @param {string} against
   * @param {string} figure
   * @param {string} unit
   * @param {keyof import('../tools/load.js').Measured} key
   * @param {Omit<import('../tools/rows.js').Goal, 'figure'>} [limit] of the ratio
   */
  const compare = (against, figure, unit, key, limit) =>
    rowOf({
      ...{ name: `${label}, ${figure}`, unit, against },
      ...{ ours: figuresOf(measured, ours, key), peer: figuresOf(measured, against, key) },
      ...(limit && { goal: { figure: 'ratio', ...limit } }),
    });
  return [
    ...peers.map((peer) =>
      compare(
        peer,
        'throughput',
        '/s',
        'perSecond',
        goal(peer, (share) => ({ atLeast: share })),
      ),
    ),
    ...peers.map((peer) =>
      compare(
        peer,
        'CPU time per request',
        'µs',
        'cpuUs',
        goal(peer, (share) => ({ atMost: 1 / share })),
      ),
    ),
    compare('bare', 'P50 latency', 'ms', 'p50Ms'),
    compare('bare', 'P99 latency', 'ms', 'p99Ms'),
  ];
}

/**
 * Of the bare app 3 % may be lost, and every monitor is to be beaten; the timing middleware only shows what the least
 * costs.
 *
 * @param {string} peer
 * @param {(share: number) => Omit<import('../tools/rows.js').Goal, 'figure'>} limit for that share of the peer's figure
 */
function goal(peer, limit) {
  return peer === 'timing' ? undefined : limit(peer === 'bare' ? 0.97 : 1);
}
