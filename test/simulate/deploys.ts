/**
 * Deploys: how often the verdict is "worse" at some time of the half hour when nothing was changed, and how soon it is
 * when something was. Requests depend on each other in the ways in which they do in life.
 */

import { seeded } from '../server/support/random.js';
import { DeploySite, type SimulatedRequest } from './deploy-site.js';
import { Poisson } from './poisson.js';
import { inSeconds, median, quantile, type Row } from './results.js';
import { SLICE_SECONDS } from './traffic.js';

/** What requests are like at some time. */
interface Conditions {
  /** Share of the requests that go to the slow endpoint. */
  slowShare: number;
  /** Factor of all latencies. */
  slower: number;
  /** Share of failures. */
  failing: number;
}

/** @param seconds since the deploy, negative before it */
type Life = (seconds: number, conditions: Conditions) => Conditions;

/** Makes the life of one run. */
type Scenario = (random: () => number, rate: number) => Life;

const ORDINARY: Conditions = { slowShare: 0.1, slower: 1, failing: 0.01 };
const BEFORE_SECONDS = 1800;
const AFTER_SECONDS = 1800;
const SIGMA = 0.6;
/** Median latencies of the endpoints; the last is the slow one, the others share the rest evenly. */
const ENDPOINTS = [
  ['/lessons', 40],
  ['/lessons/:id', 55],
  ['/answers', 70],
  ['/reports', 250],
] as const;

const unchanged: Scenario = () => (_, conditions) => conditions;

/** Times of a Poisson process over the whole run, seconds since the deploy. */
function times(random: () => number, everySeconds: number): number[] {
  const all: number[] = [];
  for (let at = -BEFORE_SECONDS; at < AFTER_SECONDS;) {
    at += -Math.log(1 - random()) * everySeconds;
    all.push(at);
  }
  return all;
}

/** Bursts in which a share of the requests fails. */
function bursts(everySeconds: number, lasts: number, failing: number): Scenario {
  return (random) => {
    const begins = times(random, everySeconds);
    return (seconds, conditions) =>
      begins.some((begin) => seconds >= begin && seconds < begin + lasts) ? { ...conditions, failing } : conditions;
  };
}

/** Latencies that wobble: an Ornstein-Uhlenbeck process of their logarithm. */
function wobble(share: number, correlationSeconds: number): Scenario {
  return (random) => {
    const keep = Math.exp(-SLICE_SECONDS / correlationSeconds);
    let state = share * normal(random);
    return (_, conditions) => {
      state = keep * state + share * Math.sqrt(1 - keep * keep) * normal(random);
      return { ...conditions, slower: conditions.slower * Math.exp(state) };
    };
  };
}

function swing(amplitude: number, periodSeconds: number): Scenario {
  return (random) => {
    const phase = random() * 2 * Math.PI;
    return (seconds, conditions) => ({
      ...conditions,
      slower: conditions.slower * (1 + amplitude * Math.sin((2 * Math.PI * seconds) / periodSeconds + phase)),
    });
  };
}

const after =
  (change: Partial<Conditions>, until = Infinity): Scenario =>
  () =>
  (seconds, conditions) =>
    seconds >= 0 && seconds < until ? { ...conditions, ...change } : conditions;

function both(first: Scenario, second: Scenario): Scenario {
  return (random, rate) => {
    const [one, other] = [first(random, rate), second(random, rate)];
    return (seconds, conditions) => other(seconds, one(seconds, conditions));
  };
}

/** Nothing that the deploy has changed. */
const HARMLESS: readonly (readonly [name: string, scenario: Scenario])[] = [
  ['independent requests', unchanged],
  ["the slow endpoint's share goes from 10 to 15 %", after({ slowShare: 0.15 })],
  ['rare bursts: half fails for 10 s, once in 20 min', bursts(1200, 10, 0.5)],
  ['rare bursts: 20 % fail for a minute, once in 20 min', bursts(1200, 60, 0.2)],
  ['rare bursts: half fails for 30 s, once an hour', bursts(3600, 30, 0.5)],
  ['a cold minute: latency × 3', after({ slower: 3 }, 60)],
  ['latency wobbles by 15 % within a minute', wobble(0.15, 60)],
  ['latency wobbles by 15 % within 5 minutes', wobble(0.15, 300)],
  ['latency wobbles by 15 % within 15 minutes', wobble(0.15, 900)],
  ['latency swings by 15 % every 10 minutes', swing(0.15, 600)],
];

/** What the deploy broke, and within how many seconds that must be found, by requests per minute. */
const REGRESSIONS: readonly (readonly [name: string, scenario: Scenario, goals: Readonly<Record<number, number>>])[] = [
  ['failures from 1 to 5 %', after({ failing: 0.05 }), { 60: 300, 300: 90 }],
  ['latency + 30 %', after({ slower: 1.3 }), { 300: 180 }],
  ['latency × 2', after({ slower: 2 }), { 60: 120 }],
  ['failures from 1 to 5 %, with bursts', both(after({ failing: 0.05 }), bursts(1200, 10, 0.5)), {}],
  ['latency × 2, wobbling by 15 %', both(after({ slower: 2 }), wobble(0.15, 300)), {}],
];

/** Runs all of them: half as many runs for each regression. */
export function deploys(runs: number, seed: number): Row[] {
  return [
    ...HARMLESS.map(([simulation, scenario]) => falseAlarms(simulation, scenario, 300, runs, seed)),
    ...REGRESSIONS.flatMap(([simulation, scenario, goals]) =>
      [60, 300].map((rate) => detection(simulation, scenario, rate, Math.ceil(runs / 2), goals[rate] ?? null, seed)),
    ),
  ];
}

function falseAlarms(simulation: string, scenario: Scenario, rate: number, runs: number, seed: number): Row {
  const found = Array.from({ length: runs }, (_, index) => run(scenario, rate, seed * 1000 + index)).filter(
    Number.isFinite,
  ).length;
  const [low, high] = confidenceInterval(found, runs);
  return {
    ...{ simulation, rate, figure: 'called worse', value: (100 * found) / runs, unit: '%', atMost: 1 },
    detail: `${found} of ${runs} runs; 95 % sure of ${low.toFixed(1)} to ${high.toFixed(1)} %`,
  };
}

function detection(
  simulation: string,
  scenario: Scenario,
  rate: number,
  runs: number,
  goal: number | null,
  seed: number,
): Row {
  const seconds = Array.from({ length: runs }, (_, index) => run(scenario, rate, seed * 1000 + index));
  const inTime = seconds.filter((each) => each <= (goal ?? Infinity)).length;
  return {
    ...{ simulation, rate, figure: 'called worse after, median', value: median(seconds), unit: 's', atMost: goal },
    detail: `9 in 10 within ${inSeconds(quantile(seconds, 0.9))}${goal === null ? '' : `; ${Math.round((100 * inTime) / runs)} % in time`}`,
  };
}

/** @returns seconds from the deploy to the first "worse"; Infinity when it is never called that */
function run(scenario: Scenario, rate: number, seed: number): number {
  const random = seeded(1 + seed * 104_729 + rate);
  const site = new DeploySite();
  const life = scenario(random, rate);
  const arrivals = new Poisson((rate / 60) * SLICE_SECONDS);
  // The deploy falls at any place among the steps of history.
  const begin = BEFORE_SECONDS + Math.floor(random() * 60) * SLICE_SECONDS;
  let worse = Infinity;
  while (site.seconds < begin + AFTER_SECONDS + 5) {
    const since = site.seconds - begin;
    if (since === 0) site.deploy(seed % 2 === 1);
    const conditions = life(since, ORDINARY);
    const requests: SimulatedRequest[] = Array.from({ length: arrivals.draw(random()) }, () =>
      request(conditions, random),
    );
    site.step(requests.sort((a, b) => a.second - b.second));
    if (since < 0 || worse !== Infinity) continue;
    if (site.verdict()?.verdict === 'worse') worse = since + SLICE_SECONDS;
  }
  return worse;
}

function request({ slowShare, slower, failing }: Conditions, random: () => number): SimulatedRequest {
  const place = random() < slowShare ? ENDPOINTS.length - 1 : Math.floor(random() * (ENDPOINTS.length - 1));
  const [endpoint, medianMs] = ENDPOINTS[place] ?? ENDPOINTS[0];
  return {
    second: random() * SLICE_SECONDS,
    endpoint,
    latencyMs: slower * medianMs * Math.exp(SIGMA * normal(random)),
    failed: random() < failing,
  };
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Wilson's score interval of a share in percent (Journal of the American Statistical Association 22 (1927) 209-212). */
function confidenceInterval(found: number, runs: number): [number, number] {
  const z = 1.96;
  const middle = (found + (z * z) / 2) / (runs + z * z);
  const half = (z / (runs + z * z)) * Math.sqrt((found * (runs - found)) / runs + (z * z) / 4);
  return [Math.max(0, 100 * (middle - half)), 100 * (middle + half)];
}
