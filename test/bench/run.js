// @ts-check
/**
 * `npm run bench`: measures what the monitor costs and compares it with other libraries. Installs and builds where
 * needed, runs every benchmark and prints one table. `node test/bench/run.js record http` runs only these; `--json`
 * prints JSON instead. A missed goal is a result, not an error: the exit code is 1 only when something broke.
 */
import { cpus, totalmem } from 'node:os';
import { setUp } from '../tools/setup.js';
import { installPeers } from './tools/install.js';
import { tableOf, verdictOf } from './tools/table.js';

/** @type {Record<string, () => Promise<{ default: () => Promise<import('./tools/rows.js').Row[]> }>>} */
const benchmarks = {
  record: () => import('./benchmarks/record.js'),
  http: () => import('./benchmarks/http.js'),
  metrics: () => import('./benchmarks/metrics.js'),
  reads: () => import('./benchmarks/reads.js'),
  memory: () => import('./benchmarks/memory.js'),
  percentiles: () => import('./benchmarks/percentiles.js'),
  start: () => import('./benchmarks/start.js'),
};

const asJson = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => argument !== '--json');
const unknown = names.find((name) => !(name in benchmarks));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}

setUp({ silent: asJson });
installPeers({ silent: asJson });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

const machine = describeMachine();
const rows = [];
for (const [name, load] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const start = performance.now();
  process.stderr.write(`${name} … `);
  const { default: benchmark } = await load();
  rows.push(...(await benchmark()).map((row) => ({ benchmark: name, ...row })));
  process.stderr.write(`${Math.round((performance.now() - start) / 1000)} s\n`);
}
console.log(
  asJson ? JSON.stringify({ machine, rows }, null, 2) : `\n${tableOf(rows)}\n\n${verdictOf(rows)}\n${machine}`,
);

/** @returns {string} */
function describeMachine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${model}, ${gibibytes} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
