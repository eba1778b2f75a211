// @ts-check
/** What a stranger can make an app do: 100 reads of a route, sent at once over one connection. */
import { connect } from 'node:net';
import { withProcesses } from '../tools/processes.js';
import { rowOf } from '../tools/rows.js';

const reads = 100;
const generations = 3;
const rounds = 6;
/** Answers are shared for a second, so each round pays for one of its own. */
const roundMs = 1100;
const goalMs = 50;
const paths = [
  '/metrics/history?range=24h',
  '/metrics',
  '/health/detailed',
  '/monitoring/badge.svg?label=Portal',
  '/metrics/requests?kind=slow&limit=500',
];

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function readsBenchmark() {
  /** @type {Record<string, number[]>} */
  const busy = Object.fromEntries(paths.map((path) => [path, []]));
  /** @type {number[]} */
  const first = [];
  for (let generation = 0; generation < generations; generation++) {
    await withProcesses('reads', ['monitor'], async ({ monitor }) => {
      const { port } = new URL(await monitor?.ask('listen'));
      const measure = async (/** @type {string} */ path) => {
        await monitor?.ask('begin');
        await pipeline(Number(port), path);
        return monitor?.ask('busyMs');
      };
      first.push(await measure(paths[0] ?? ''));
      for (let round = 0; round < rounds; round++) {
        for (const path of paths) busy[path]?.push(await measure(path));
        await new Promise((resolve) => setTimeout(resolve, roundMs));
      }
    });
  }
  const goal = /** @type {const} */ ({ figure: 'ours', atMost: goalMs });
  return [
    rowOf({ name: `${reads} × ${paths[0]} just after the start, event loop`, unit: 'ms', ours: first, goal }),
    ...paths.map((path) => rowOf({ name: `${reads} × ${path}, event loop`, unit: 'ms', ours: busy[path] ?? [], goal })),
  ];
}

/**
 * @param {number} port
 * @param {string} path
 * @returns {Promise<void>} settles when all have been answered
 */
function pipeline(port, path) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const get = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
    socket.write(`${get}\r\n`.repeat(reads - 1) + `${get}Connection: close\r\n\r\n`);
    let answered = 0;
    socket.on('data', (chunk) => {
      for (let at = chunk.indexOf(status); at >= 0; at = chunk.indexOf(status, at + 1)) answered++;
    });
    socket.on('error', reject);
    socket.on('close', () =>
      // A status line may lie across two chunks.
      answered >= reads - 5 ? resolve() : reject(new Error(`${answered} of ${reads} were answered`)),
    );
  });
}

const status = Buffer.from('HTTP/1.1 ');
