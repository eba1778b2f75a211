// @ts-check
/** What the monitor adds to the start of an app: loading it, making it, and the first request. Each round is a new process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { rowOf } from '../tools/rows.js';

const rounds = 15;
const goalMs = 120;

/** Prints how many milliseconds the work of a program takes. @type {(work: string) => string} */
const timed = (work) =>
  `const begun = performance.now(); ${work}; console.log(performance.now() - begun); process.exit();`;
/** A server that is asked once. @type {(attach: string) => string} */
const firstRequest = (attach) => `
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => response.end());
  ${attach}
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await (await fetch('http://127.0.0.1:' + server.address().port)).text();`;
const load = `const { createMonitor } = await import(${JSON.stringify(new URL('../../../dist/server/index.js', import.meta.url))});`;
const programs = {
  ours: timed(load),
  peer: timed("await import('swagger-stats')"),
  app: timed(firstRequest('')),
  monitored: timed(firstRequest(`${load} createMonitor({ access: 'local' }).http(server);`)),
};

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function startBenchmark() {
  /** @type {Record<string, number[]>} */
  const took = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      const words = ['--input-type=module', '-e', program];
      const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: import.meta.dirname });
      took[name]?.push(Number(stdout));
    }
  }
  const { ours = [], peer = [], app = [], monitored = [] } = took;
  const goal = /** @type {const} */ ({ figure: 'ours', atMost: goalMs });
  return [
    rowOf({ name: 'import', unit: 'ms', ours, against: 'swagger-stats', peer, goal }),
    rowOf({
      name: 'import, createMonitor and first request',
      unit: 'ms',
      ours: monitored,
      against: 'node:http',
      peer: app,
    }),
  ];
}
