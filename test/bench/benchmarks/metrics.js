// @ts-check
/**
 * What reading costs: the figures after ten million requests beside those after ten thousand, and `GET /metrics` for a
 * thousand clients beside a static route that answers as much.
 */
import { figuresOf, Load } from '../tools/load.js';
import { withProcesses } from '../tools/processes.js';
import { rowOf } from '../tools/rows.js';
import { interleave, repeat } from '../tools/statistics.js';

const few = '10000';
const many = '10000000';
const warmUps = 2;
const growth = { generations: 4, rounds: 5, reads: 100, clients: { connections: 32, seconds: 0.4 } };
const polling = { generations: 3, rounds: 4, clients: { connections: 1000, seconds: 1.2 } };

/** @typedef {Record<string, import('../tools/processes.js').Process>} Servers */

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function metrics() {
  const load = await Load.start();
  try {
    return [...(await growthRows(load)), ...(await pollingRows(load))];
  } finally {
    await load.end();
  }
}

/** @param {Load} load */
async function growthRows(load) {
  const names = [many, few];
  /** @type {Record<string, number[]>} */
  const read = { [many]: [], [few]: [] };
  const measure = async (/** @type {Servers} */ servers) => {
    const ask = async (/** @type {string} */ name) => read[name]?.push(await servers[name]?.ask('read', growth.reads));
    for (const name of names) await servers[name]?.ask('read', growth.reads * warmUps);
    await interleave(names, growth.rounds, ask);
    const fire = await load.aimAt(servers, growth.clients, '/metrics');
    await interleave(names, warmUps, fire);
    return interleave(names, growth.rounds, fire);
  };
  const answered = await repeat(growth.generations, () => withProcesses('metrics', names, measure));
  const against = 'after 10,000';
  const goal = /** @type {const} */ ({ figure: 'ratio', atMost: 1.1 });
  return [
    rowOf({
      ...{ name: 'reading the figures after 10,000,000 requests, CPU time', unit: 'µs', against, goal },
      ...{ ours: read[many] ?? [], peer: read[few] ?? [] },
    }),
    rowOf({
      ...{ name: 'GET /metrics after 10,000,000 requests, CPU time', unit: 'µs', against, goal },
      ...{ ours: figuresOf(answered, many, 'cpuUs'), peer: figuresOf(answered, few, 'cpuUs') },
    }),
  ];
}

/** @param {Load} load */
async function pollingRows(load) {
  const names = [few, 'static'];
  const measure = async (/** @type {Servers} */ servers) => {
    await servers['static']?.ask('serve', await servers[few]?.ask('text'));
    await servers[few]?.ask('goOn');
    await interleave(names, warmUps, await load.aimAt(servers, growth.clients, '/metrics'));
    return interleave(names, polling.rounds, await load.aimAt(servers, polling.clients, '/metrics'));
  };
  const answered = await repeat(polling.generations, () => withProcesses('metrics', names, measure));
  const against = 'static route';
  return [
    rowOf({
      ...{ name: 'GET /metrics for 1,000 clients, throughput', unit: '/s', against },
      ...{ ours: figuresOf(answered, few, 'perSecond'), peer: figuresOf(answered, 'static', 'perSecond') },
      goal: { figure: 'ratio', atLeast: 0.8 },
    }),
    rowOf({
      ...{ name: 'GET /metrics for 1,000 clients, CPU time per answer', unit: 'µs', against },
      ...{ ours: figuresOf(answered, few, 'cpuUs'), peer: figuresOf(answered, 'static', 'cpuUs') },
      goal: { figure: 'ratio', atMost: 1 / 0.8 },
    }),
  ];
}
