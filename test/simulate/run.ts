/**
 * `npm run simulate`: how often the default rules page, and how often the verdict on a deploy is "worse", when nothing
 * is wrong, and how soon when something is. Drives the real rules, engine, levels and verdict with invented traffic and
 * a clock of its own, and prints one table. Names of parts (`months incidents bursts deploys`) run only these. Options:
 * `--quick` runs fewer rates, months and seeds; `--runs=300` runs each kind of deploy so many times, `--seed=2` with
 * other random numbers; `--json` prints JSON. A missed goal is a result, not an error.
 */

import { bursts } from './bursts.js';
import { deploys } from './deploys.js';
import { incidents } from './incidents.js';
import { months } from './months.js';
import { type Row, tableOf, verdictOf } from './results.js';

const isQuick = process.argv.includes('--quick');
const rates = isQuick ? [30, 300] : [2, 10, 30, 100, 300, 1000];
const parts: Record<string, () => Row[]> = {
  months: () => months(rates, isQuick ? 1 : 3),
  incidents: () =>
    incidents(
      [...rates, 60].sort((a, b) => a - b),
      isQuick ? 15 : 50,
    ),
  bursts: () => bursts(rates),
  deploys: () => deploys(optionOf('runs') ?? (isQuick ? 20 : 40), optionOf('seed') ?? 1),
};
function optionOf(name: string): number | undefined {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? undefined : Number(given.slice(name.length + 3));
}

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
const rows = Object.entries(parts).flatMap(([name, simulate]) => {
  if (names.length > 0 && !names.includes(name)) return [];
  const start = performance.now();
  process.stderr.write(`${name} … `);
  const result = simulate();
  process.stderr.write(`${Math.round((performance.now() - start) / 1000)} s\n`);
  return result;
});
console.log(
  process.argv.includes('--json') ? JSON.stringify(rows, null, 2) : `\n${tableOf(rows)}\n\n${verdictOf(rows)}`,
);
