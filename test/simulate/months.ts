/** Months in which nothing is wrong: every page is a false one. */

import type { Level } from '../../server/contract/index.js';
import { seeded } from '../server/support/random.js';
import type { Row } from './results.js';
import { Site } from './site.js';
import { ordinary, SLICE_SECONDS, Traffic } from './traffic.js';

const DAYS = 30;
const DAY_SECONDS = 86_400;
/** A page so long before the level turned red belongs to it. */
const NEAR_SECONDS = 300;

/** A stretch of time in which the level was red by its figures. */
interface RedTime {
  from: number;
  to: number;
}

/** Runs quiet traffic of several rates for some months each. */
export function months(rates: readonly number[], count: number): Row[] {
  return rates.flatMap((rate) => {
    const runs = Array.from({ length: count }, (_, seed) => month(rate, seed));
    const pages = runs.flatMap((run) => run.pages);
    const unpaged = runs.reduce((sum, run) => sum + run.unpagedRed, 0);
    const red = runs.reduce((sum, run) => sum + run.red, 0);
    const common = { simulation: `${DAYS} quiet days × ${count}`, rate };
    return [
      {
        ...common,
        figure: 'false pages a month',
        value: pages.length / count,
        unit: '',
        atMost: 1,
        detail: byType(pages.map(({ type }) => type)),
      },
      {
        ...common,
        figure: 'red without a page, a month',
        value: unpaged / count,
        unit: '',
        atMost: 0,
        detail: `${red} times red by its figures`,
      },
    ];
  });
}

function month(rate: number, seed: number) {
  const traffic = new Traffic(seeded(1 + seed * 7919 + rate));
  const mix = ordinary(rate);
  const site = new Site();
  const pages: { type: string; at: number }[] = [];
  const reds: RedTime[] = [];
  let before: Level = 'healthy';
  const fill = (slice: Float64Array): void => traffic.add(slice, mix);
  for (let step = 0; step < (DAYS * DAY_SECONDS) / SLICE_SECONDS; step++) {
    for (const { kind, alert } of site.step(fill)) {
      if (kind === 'firing') pages.push({ type: alert.type, at: site.seconds });
    }
    const level = site.figureLevel;
    const last = reds.at(-1);
    if (level === 'degraded' && before !== 'degraded') reds.push({ from: site.seconds, to: site.seconds });
    else if (level === 'degraded' && last !== undefined) last.to = site.seconds;
    before = level;
  }
  const unpagedRed = reds.filter(
    ({ from, to }) => !pages.some(({ at }) => at >= from - NEAR_SECONDS && at <= to),
  ).length;
  return { pages, red: reds.length, unpagedRed };
}

/** Such as `2 × latency_high`. */
export function byType(types: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} × ${type}`).join(', ');
}
