import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SNAPSHOT_SECONDS } from '../../../server/contract/index.js';
import type { CountedStep } from '../../../server/history/history.js';
import { objectiveFigures } from '../../../server/objectives/objective-figures.js';
import type { Objective } from '../../../server/options/objectives.js';

const STEP_MS = SNAPSHOT_SECONDS * 1000;
const START = Math.ceil(Date.UTC(2026, 10, 23) / 86_400_000) * 86_400_000;
const DAY: Objective = { name: 'all', targetPercent: 99, overSeconds: 86_400, endpoints: [] };

/** The step with this place since the start. */
const stepAt = (place: number, requests: number, failed: number): CountedStep => ({
  ...{ from: START + place * STEP_MS, to: START + (place + 1) * STEP_MS, requests, failed },
  counted: [
    ['POST /a', requests, failed],
    ['/b', 10, 10],
  ],
});
const stepsOf = (count: number, failedIn: (place: number) => number): CountedStep[] =>
  Array.from({ length: count }, (_, place) => stepAt(place, 100, failedIn(place)));
const after = (steps: number): number => START + steps * STEP_MS;

describe('an error budget', () => {
  it('is whole without failures, half gone with half of those that the target allows, and gone with all of them', () => {
    const left = (failed: number) => objectiveFigures(DAY, [stepAt(0, 1000, failed)], after(1)).budget_left_percent;
    assert.deepEqual([left(0), left(5), left(10), left(20)], [100, 50, 0, -100]);
  });

  it('is whole before the first request, and nothing is said of its rate', () => {
    const { requests, budget_left_percent, burn_rate, exhausted_in_seconds, series } = objectiveFigures(DAY, [], START);
    assert.deepEqual([requests, budget_left_percent, burn_rate, exhausted_in_seconds], [0, 100, null, null]);
    assert.deepEqual(new Set(series), new Set([null]));
  });

  it('is that of the endpoints of the objective', () => {
    const of = (template: string, method: string | null) =>
      objectiveFigures({ ...DAY, endpoints: [{ template, method }] }, [stepAt(0, 1000, 5)], after(1));
    assert.deepEqual(
      [of('/a', 'POST'), of('/b', null), of('/c', null)].map(({ endpoints, requests, failed }) => [
        ...endpoints,
        requests,
        failed,
      ]),
      [
        ['POST /a', 1000, 5],
        ['/b', 10, 10],
        ['/c', 0, 0],
      ],
    );
  });

  it('forgets what is longer ago than the objective', () => {
    const steps = stepsOf(36, (place) => (place < 12 ? 100 : 0));
    const { requests, failed } = objectiveFigures({ ...DAY, overSeconds: 7200 }, steps, after(36));
    assert.deepEqual([requests, failed], [2400, 0]);
  });

  it('is used at the rate of the last hour, and exhausted when that uses up what is left', () => {
    const steps = stepsOf(144, (place) => (place >= 132 ? 2 : 0));
    const figures = objectiveFigures(DAY, steps, after(144));
    assert.equal(figures.burn_rate, 2);
    assert.equal(figures.budget_left_percent, 83.333);
    assert.equal(figures.exhausted_in_seconds, Math.round((0.83333 * 43_200) / 2));
  });

  it('is not exhausted at a rate that the target allows, nor once more when it is already', () => {
    const even = objectiveFigures(
      DAY,
      stepsOf(20, () => 1),
      after(20),
    );
    const gone = objectiveFigures(
      DAY,
      stepsOf(20, () => 5),
      after(20),
    );
    assert.deepEqual([even.burn_rate, even.exhausted_in_seconds], [1, null]);
    assert.deepEqual([gone.burn_rate, gone.exhausted_in_seconds], [5, null]);
  });

  it('has a series of at most 48 points that ends with what is left, and nothing before the first step', () => {
    const figures = objectiveFigures(DAY, stepsOf(288, (place) => (place >= 144 ? 1 : 0)).slice(72), after(288));
    assert.equal(figures.series.length, 48);
    assert.deepEqual([figures.series[11], figures.series[12], figures.series[23]], [null, 100, 100]);
    assert.equal(figures.series.at(-1), figures.budget_left_percent);
    const hour = objectiveFigures(
      { ...DAY, overSeconds: 3600 },
      stepsOf(12, () => 0),
      after(12),
    );
    assert.deepEqual(hour.series, new Array(12).fill(100));
  });

  it('is the same whatever the order of the steps and the processes that they come from', () => {
    const step = fc
      .tuple(fc.nat(287), fc.nat(1000), fc.nat(1000))
      .map(([place, a, b]) => stepAt(place, Math.max(a, b), Math.min(a, b)));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.constantFrom(3600, 7200, 86_400), (steps, overSeconds) => {
        const of = (given: readonly CountedStep[]) => objectiveFigures({ ...DAY, overSeconds }, given, after(288));
        assert.deepEqual(of(steps.toReversed()), of(steps));
        assert.deepEqual(of(steps.toSorted((a, b) => a.requests - b.requests)), of(steps));
      }),
    );
  });
});
