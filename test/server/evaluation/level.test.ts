import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import type { Level } from '../../../server/contract/index.js';
import {
  evaluateLevel,
  INITIAL_LEVEL_STATE,
  type LevelFigures,
  type LevelState,
} from '../../../server/evaluation/level.js';
import { poisson, seeded } from '../support/random.js';

const LIMITS = { errorRatePercent: [1, 5], p95Ms: [200, 500] } as const;
const STEP_MS = 5000;
const WINDOW_STEPS = 60;

function sketchOf(count: number, milliseconds: number): Histogram {
  const sketch = new Histogram();
  for (let index = 0; index < count; index++) sketch.record(milliseconds);
  return sketch;
}

function figures(requests: number, failed: number, milliseconds = 50): LevelFigures {
  return { requests, failed, latency: sketchOf(requests, milliseconds) };
}

const evaluate = (of: LevelFigures, before: LevelState = INITIAL_LEVEL_STATE, now = 0) =>
  evaluateLevel(of, before, LIMITS, now);

/** A site under Poisson traffic, judged every five seconds over a 300-second window. */
class Site {
  level: Level = 'healthy';
  changes = 0;
  degradedEpisodes = 0;
  #state = INITIAL_LEVEL_STATE;
  #step = 0;
  readonly #random: () => number;
  readonly #requests = new Float64Array(WINDOW_STEPS);
  readonly #failed = new Float64Array(WINDOW_STEPS);
  readonly #quick = { quantile: () => 50, countOver: () => 0, withOpen: () => new Histogram() };

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** Five seconds of traffic of which a share fails. */
  step(requestsPerMinute: number, failing: number): void {
    const position = this.#step % WINDOW_STEPS;
    const failed = poisson((requestsPerMinute / 12) * failing, this.#random);
    this.#failed[position] = failed;
    this.#requests[position] = failed + poisson((requestsPerMinute / 12) * (1 - failing), this.#random);
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    const requests = sum(this.#requests);
    const latency = { count: requests, ...this.#quick };
    const judged = { requests, failed: sum(this.#failed), latency };
    const { level, state } = evaluateLevel(judged, this.#state, LIMITS, this.#step * STEP_MS);
    this.#state = state;
    if (level !== this.level) this.changes++;
    if (level === 'degraded' && this.level !== 'degraded') this.degradedEpisodes++;
    this.level = level;
    this.#step++;
  }

  /** Steps until the level is reached; seconds. */
  secondsUntil(level: Level, requestsPerMinute: number, failing: number): number {
    const limit = 200;
    for (let steps = 1; steps <= limit; steps++) {
      this.step(requestsPerMinute, failing);
      if (this.level === level) return (steps * STEP_MS) / 1000;
    }
    return Infinity;
  }
}

describe('the level', () => {
  for (const requestsPerMinute of [10, 100, 1000]) {
    it(`stays calm for 30 days at ${requestsPerMinute} requests/min of which 1 % fail`, (test) => {
      const site = new Site(requestsPerMinute);
      for (let step = 0; step < 30 * 17_280; step++) site.step(requestsPerMinute, 0.01);
      test.diagnostic(`${site.changes} changes of level, ${site.degradedEpisodes} degraded episodes`);
      assert.equal(site.degradedEpisodes, 0);
      assert.ok(site.changes <= 5, `${site.changes} changes`);
    });
  }

  for (const requestsPerMinute of [30, 100, 1000]) {
    it(`is red within 30 s of everything failing at ${requestsPerMinute} requests/min, and green again by itself`, (test) => {
      const seconds = Array.from({ length: 21 }, (_, seed) => {
        const site = new Site(seed);
        for (let step = 0; step < 200; step++) site.step(requestsPerMinute, 0);
        const red = site.secondsUntil('degraded', requestsPerMinute, 1);
        assert.ok(site.secondsUntil('healthy', requestsPerMinute, 0) <= 310);
        return red;
      }).sort((a, b) => a - b);
      test.diagnostic(`red after ${seconds[10]} s in the median, ${seconds[20]} s at worst, over 21 seeds`);
      assert.ok((seconds[10] ?? Infinity) <= 30);
    });
  }

  it('is red within 30 s of everything failing at an even 30 requests/min', () => {
    // 300 s hold 150 requests; every second that fails replaces half of a good one.
    const secondsNeeded = Array.from({ length: 31 }, (_, second) => second).find(
      (second) => evaluate(figures(150, Math.floor(second / 2))).level === 'degraded',
    );
    assert.ok(secondsNeeded !== undefined && secondsNeeded + STEP_MS / 1000 <= 30, `${secondsNeeded} s`);
  });

  it('is degraded when 4 of 4 requests fail and healthy when 1 of 1 does', () => {
    assert.equal(evaluate(figures(4, 4)).level, 'degraded');
    assert.equal(evaluate(figures(1, 1)).level, 'healthy');
  });

  it('names the figure, its value and its limit, the worst first', () => {
    const { level, reasons } = evaluate(figures(1000, 30, 612));
    assert.equal(level, 'degraded');
    assert.deepEqual(
      reasons.map(({ what, limit, unit, level, message }) => ({ what, limit, unit, level, message })),
      [
        { what: 'p95_ms', limit: 500, unit: 'ms', level: 'degraded', message: 'P95 latency 612 ms is over 500 ms' },
        { what: 'error_rate_percent', limit: 1, unit: '%', level: 'warning', message: 'Error rate 3 % is over 1 %' },
      ],
    );
  });

  it('never says that a figure is over a limit which it reads as equal to', () => {
    const [reason] = evaluate(figures(100_000, 5004)).reasons;
    assert.equal(reason?.message, 'Error rate 5.004 % is over 5 %');
  });

  it('leaves degraded only when the figure is back at its limit, though the gate would no longer open', () => {
    const red = evaluate(figures(100, 10));
    const stillOver = evaluate(figures(100, 6), red.state);
    assert.equal(evaluate(figures(100, 6)).level, 'healthy');
    assert.equal(stillOver.level, 'degraded');
    assert.equal(evaluate(figures(100, 5), stillOver.state).level, 'warning');
    assert.equal(evaluate(figures(100, 1), stillOver.state).level, 'healthy');
  });

  it('is kept for 300 s without requests, and then healthy', () => {
    const red = evaluate(figures(100, 50), INITIAL_LEVEL_STATE, 1000);
    const empty = figures(0, 0);
    const held = evaluate(empty, red.state, 300_999);
    assert.equal(held.level, 'degraded');
    assert.deepEqual(held.reasons, red.reasons);
    assert.equal(evaluate(empty, held.state, 301_000).level, 'healthy');
  });

  it('says when there are too few requests to judge', () => {
    assert.equal(evaluate(figures(12, 0)).tooFewToJudge, true);
    assert.equal(evaluate(figures(100, 0)).tooFewToJudge, false);
    assert.equal(evaluate(figures(0, 0)).tooFewToJudge, false);
  });

  it('is warning for a P95 of 250 ms and degraded for one of 600 ms', () => {
    assert.equal(evaluate(figures(100, 0, 250)).level, 'warning');
    assert.equal(evaluate(figures(100, 0, 600)).level, 'degraded');
  });

  it('is red when open requests are evidence, and says how many are still waiting', () => {
    const waiting = (count: number, ageMs: number) =>
      Array.from({ length: count }, () => ({ method: 'GET', endpoint: '/', ageMs }));
    const { level, reasons } = evaluate({ ...figures(240, 0), waiting: waiting(20, 9000) });
    assert.equal(level, 'degraded');
    assert.deepEqual(
      reasons.map(({ message, waiting: open }) => [message.replace(/\d+ ms is/, '… ms is'), open]),
      [['P95 latency … ms is over 500 ms; 20 requests are still waiting', 20]],
    );
    // Nothing has ended yet, as after a deploy of a version that hangs.
    assert.equal(evaluate({ ...figures(0, 0), waiting: waiting(8, 9000) }).level, 'degraded');
    assert.equal(evaluate({ ...figures(100, 0), waiting: waiting(1, 30_000) }).level, 'healthy');
    assert.equal(evaluate({ ...figures(240, 0), waiting: waiting(40, 150) }).level, 'healthy');
  });
});
