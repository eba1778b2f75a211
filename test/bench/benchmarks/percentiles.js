// @ts-check
/**
 * How far the percentiles are off at the worst, over latencies of many shapes: each is counted in slices that are
 * summed up as the window does it, and compared with the exact value (nearest rank).
 */
import { Histogram } from '../tools/parts.js';
import { rowOf } from '../tools/rows.js';
import { normal, seeded } from '../tools/traffic.js';

const shares = [0.5, 0.9, 0.95, 0.99, 0.999];
const sizes = [1, 10, 100, 1000, 100_000];
const seeds = [1, 2, 3];
const slices = 60;
const goalPercent = 0.55;
/** What the sketch tells apart: about a microsecond to 70 minutes. Beyond lie its lowest and its highest bucket. */
const range = [2 ** -10, 2 ** 22];

/** @typedef {() => number} Random */

/**
 * Latencies in milliseconds.
 *
 * @type {Record<string, (random: Random) => number>}
 */
const distributions = {
  'uniform, 0.01 to 1 ms': (random) => 0.01 + 0.99 * random(),
  'uniform, 1 ms to 10 s': (random) => 1 + 9999 * random(),
  'whole milliseconds, 1 to 50': (random) => 1 + Math.floor(50 * random()),
  'exponential, mean 80 ms': (random) => -80 * Math.log(1 - random()),
  'log-normal, narrow': (random) => 120 * Math.exp(0.1 * normal(random)),
  'log-normal, wide': (random) => 40 * Math.exp(1.8 * normal(random)),
  'Pareto, shape 1.1': (random) => 5 * (1 - random()) ** (-1 / 1.1),
  'Pareto, shape 3': (random) => 20 * (1 - random()) ** (-1 / 3),
  'Weibull, shape 0.5': (random) => 30 * Math.log(1 / (1 - random())) ** 2,
  'bimodal, 5 ms or 2 s': (random) => (random() < 0.93 ? 5 : 2000) * Math.exp(0.2 * normal(random)),
  'two values': (random) => (random() < 0.9 ? 3 : 60_000),
  'every order of magnitude alike': (random) => 2 ** (-9.9 + 31.8 * random()),
  'powers of two': (random) => 2 ** Math.floor(-9 + 30 * random()),
};

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function percentiles() {
  const errors = [
    ...Object.values(distributions).flatMap(errorsOf),
    ...constants().map((latency) => errorOf([latency])),
  ];
  return shares.map((share, index) => {
    const worst = Math.max(...errors.map((error) => error[index] ?? Infinity));
    return rowOf({
      name: `P${share * 100}, worst relative error over ${errors.length} sets of latencies`,
      unit: '%',
      ours: [100 * worst],
      goal: { figure: 'ours', atMost: goalPercent },
    });
  });
}

/** @param {(random: Random) => number} draw @returns {number[][]} */
function errorsOf(draw) {
  return sizes.flatMap((size) =>
    seeds.map((seed) => {
      const random = seeded(seed);
      return errorOf(
        Array.from({ length: size }, () => Math.min(Math.max(draw(random), range[0] ?? 0), range[1] ?? 0)),
      );
    }),
  );
}

/** Latencies that are all the same, close together over two octaves: somewhere the bucket's edge is met. */
function constants() {
  return Array.from({ length: 2000 }, (_, index) => 10 * 4 ** (index / 2000));
}

/**
 * @param {number[]} latencies
 * @returns {number[]} the relative error of each percentile
 */
function errorOf(latencies) {
  const parts = Array.from({ length: slices }, () => new Histogram());
  latencies.forEach((latency, index) => parts[index % slices]?.record(latency));
  const whole = new Histogram();
  for (const part of parts) whole.merge(part);
  const sorted = Float64Array.from(latencies).sort();
  return shares.map((share) => {
    const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
    return Math.abs((whole.quantile(share) ?? NaN) - exact) / exact;
  });
}
