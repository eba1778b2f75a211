/** Incidents: how long until the first page, and how long after the end until all is well again. */

import { seeded } from '../server/support/random.js';
import { inSeconds, median, quantile, type Row } from './results.js';
import { Site } from './site.js';
import { type Mix, ordinary, SLICE_SECONDS, Traffic } from './traffic.js';

/** What goes wrong, and how fast it must be seen. */
interface Incident {
  name: string;
  mix: (rate: number) => Mix;
  /** By requests per minute, the largest that applies: within how many seconds. */
  goals: readonly (readonly [fromRate: number, seconds: number])[];
  /** For how long requests go on ending badly after it: those that hang then have to time out. */
  tailSeconds?: number;
  /** The light must turn red within the same time. */
  isRedAsFast?: true;
}

const TIMES_FIVE = 5;
const INCIDENTS: readonly Incident[] = [
  {
    name: '20 % are answered with 5xx',
    mix: (rate) => ({ ...ordinary(rate), serverErrors: 0.191 }),
    goals: [
      [30, 75],
      [100, 30],
      [300, 20],
    ],
  },
  {
    name: '20 % time out',
    mix: (rate) => ({ ...ordinary(rate), timeouts: 0.19 }),
    goals: [
      [30, 75],
      [100, 30],
      [300, 20],
    ],
  },
  {
    name: 'everything fails',
    mix: (rate) => ({ ...ordinary(rate), serverErrors: 1, hanging: 0, clientErrors: 0 }),
    goals: [[10, 40]],
  },
  {
    name: 'everything hangs',
    mix: (rate) => ({ ...ordinary(rate), serverErrors: 0, hanging: 1, clientErrors: 0 }),
    goals: [[60, 30]],
    tailSeconds: 60,
    isRedAsFast: true,
  },
  {
    name: `latency × ${TIMES_FIVE}`,
    mix: (rate) => ({ ...ordinary(rate), p95Ms: TIMES_FIVE * ordinary(rate).p95Ms }),
    goals: [[100, 60]],
  },
];
const RESOLVED_WITHIN = 120;
const LASTS_SECONDS = 600;
const WATCHED_SECONDS = 1200;

/** Runs every incident at every rate with as many seeds. */
export function incidents(rates: readonly number[], seeds: number): Row[] {
  return INCIDENTS.flatMap((incident) =>
    rates.flatMap((rate) => {
      const runs = Array.from({ length: seeds }, (_, seed) => run(incident.mix(rate), rate, seed));
      const goal = incident.goals.filter(([from]) => rate >= from).at(-1)?.[1] ?? null;
      return rowsOf(incident, rate, goal, runs);
    }),
  );
}

type Run = ReturnType<typeof run>;

function rowsOf(
  { name, tailSeconds = 0, isRedAsFast }: Incident,
  rate: number,
  goal: number | null,
  runs: readonly Run[],
): Row[] {
  const common = { simulation: name, rate, unit: 's' };
  const row = (figure: string, values: readonly number[], atMost: number | null): Row[] =>
    values.length === 0
      ? []
      : [
          {
            ...common,
            figure,
            value: median(values),
            atMost,
            detail: `9 in 10 within ${inSeconds(quantile(values, 0.9))}`,
          },
        ];
  const ended = runs.filter(({ seen }) => Number.isFinite(seen));
  const types = [...new Set(ended.flatMap(({ resolved }) => [...resolved.keys()]))].sort();
  return [
    ...row(
      'seen after, median',
      runs.map(({ seen }) => seen),
      goal,
    ),
    ...row('red after, median', isRedAsFast ? runs.map(({ red }) => red) : [], goal),
    ...types.flatMap((type) => {
      const values = ended.map(({ resolved }) => resolved.get(type)).filter((value) => value !== undefined);
      return row(`${type} resolved after`, values, goal === null ? null : RESOLVED_WITHIN + tailSeconds);
    }),
    ...row(
      'no longer red after',
      ended.map(({ calm }) => calm),
      null,
    ),
  ];
}

/** One incident that begins and ends at any moment between two evaluations. */
function run(bad: Mix, rate: number, seed: number) {
  const random = seeded(1 + seed * 104_729 + rate);
  const traffic = new Traffic(random);
  const good = ordinary(rate);
  const site = new Site();
  const warmUp = 900;
  const begin = warmUp + random() * SLICE_SECONDS;
  const end = begin + LASTS_SECONDS;
  let seen = Infinity;
  let red = Infinity;
  let calm = Infinity;
  /** By type: when the last of its alerts was resolved; Infinity while one fires. */
  const resolved = new Map<string, number>();
  while (site.seconds < end + WATCHED_SECONDS) {
    const from = site.seconds;
    const notices = site.step((slice) => {
      const badSeconds = Math.max(0, Math.min(end, from + SLICE_SECONDS) - Math.max(begin, from));
      if (badSeconds < SLICE_SECONDS) traffic.add(slice, good, SLICE_SECONDS - badSeconds);
      if (badSeconds > 0) traffic.add(slice, bad, badSeconds);
    });
    const now = site.seconds;
    for (const { kind, alert } of notices) {
      if (kind === 'firing' && now >= begin && now <= end) {
        if (seen === Infinity) seen = now - begin;
        resolved.set(alert.type, Infinity);
      }
      if (kind === 'resolved' && resolved.get(alert.type) === Infinity) resolved.set(alert.type, now - end);
    }
    if (now >= begin && red === Infinity && site.level === 'degraded') red = now - begin;
    if (now >= end && site.level === 'degraded') calm = Infinity;
    else if (now >= end && calm === Infinity) calm = now - end;
  }
  return { seen, red, calm, resolved };
}
