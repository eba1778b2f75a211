/**
 * `npm run simulate`: how often the default rules page when nothing is wrong, and how soon when something is. Drives the
 * real rules, engine and levels with invented traffic and a clock of its own, and prints one table. `--quick` runs
 * fewer rates, months and seeds, `--json` prints JSON instead; names of parts (`months incidents bursts`) run only
 * these. A missed goal is a result, not an error.
 */

import { bursts } from './bursts.js';
import { incidents } from './incidents.js';
import { months } from './months.js';
import { type Row, tableOf, verdictOf } from './results.js';

const isQuick = process.argv.includes('--quick');
const rates = isQuick ? [30, 300] : [2, 10, 30, 100, 300, 1000];
const parts: Record<string, () => Row[]> = {
  months: () => months(rates, isQuick ? 1 : 3),
  incidents: () => incidents(rates, isQuick ? 15 : 50),
  bursts: () => bursts(rates),
};
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
