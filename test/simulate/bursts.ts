/** Bursts that are part of life: how often each of them pages. They have no goal, but should be known. */

import { seeded } from '../server/support/random.js';
import { byType } from './months.js';
import type { Row } from './results.js';
import { Site } from './site.js';
import { ordinary, SLICE_SECONDS, Traffic } from './traffic.js';

const BURSTS = 100;
/** From one burst to the next. */
const APART_SECONDS = 3600;

/** Fills a slice on top of the ordinary traffic; `second` is counted from the burst's begin. */
type Burst = (slice: Float64Array, second: number, traffic: Traffic, rate: number) => void;

const retries: Burst = (slice, second, traffic) => {
  if (second < 10) traffic.addRetries(slice, 5, second < SLICE_SECONDS);
};

const KINDS: readonly (readonly [name: string, burst: Burst, hasSessions?: boolean])[] = [
  [
    'a scanner: 30 × 404 in 10 s',
    (slice, second, traffic) => {
      if (second < 10) traffic.addAnswers(slice, '4xx', 15);
    },
  ],
  [
    'traffic doubles within a minute, for 10 minutes',
    (slice, second, traffic, rate) => {
      const share = Math.min(1, (second + SLICE_SECONDS) / 60);
      if (second < 600) traffic.add(slice, ordinary(rate * share));
    },
  ],
  ['a client retries one failing call 10 times in 10 s', retries],
  ['the same where requests carry sessions', retries, true],
];

/** Runs every kind of burst at every rate. */
export function bursts(rates: readonly number[]): Row[] {
  return KINDS.flatMap(([simulation, burst, hasSessions]) =>
    rates.map((rate) => {
      const pages = pagesOf(burst, rate, hasSessions);
      return {
        simulation,
        rate,
        figure: `pages for ${BURSTS} bursts`,
        value: pages.length,
        unit: '',
        atMost: null,
        detail: byType(pages),
      };
    }),
  );
}

function pagesOf(burst: Burst, rate: number, hasSessions = false): string[] {
  const traffic = new Traffic(seeded(rate));
  const mix = ordinary(rate);
  const site = new Site(hasSessions);
  const pages: string[] = [];
  while (site.seconds < BURSTS * APART_SECONDS) {
    const second = (site.seconds + APART_SECONDS / 2) % APART_SECONDS;
    const notices = site.step((slice) => {
      traffic.add(slice, mix);
      burst(slice, second, traffic, rate);
    });
    for (const { kind, alert } of notices) if (kind === 'firing') pages.push(alert.type);
  }
  return pages;
}
