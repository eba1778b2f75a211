import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FiringAlert } from '../../../server/alerts/alerts.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import {
  evaluateLevel,
  INITIAL_LEVEL_STATE,
  type LevelFigures,
  type LevelResult,
} from '../../../server/evaluation/level.js';
import { overallLevel } from '../../../server/evaluation/overall-level.js';

const LIMITS = { errorRatePercent: [1, 5], p95Ms: [200, 500] } as const;

function figures(requests: number, failed: number, slow = 0): LevelFigures {
  const latency = new Histogram();
  for (let index = 0; index < requests; index++) latency.record(index < slow ? 700 : 5);
  return { requests, failed, latency };
}

/** The errors are over for a minute; so many requests of the window are slow. */
function afterErrors(slow: number): LevelResult {
  const before = evaluateLevel(figures(120, 60), INITIAL_LEVEL_STATE, LIMITS, 0);
  const newest = figures(30, 0, slow);
  return evaluateLevel({ ...figures(120, 60, slow), newest }, before.state, LIMITS, 5000);
}

function alert(more: Partial<FiringAlert>): FiringAlert {
  return {
    ...{ type: 'latency_high', severity: 'warning', recovering: false, message: '', value: 705, threshold: 500 },
    ...{ unit: 'ms', waiting: 0, window_seconds: 60, flapping: false, condition: null, confirmed: true },
    ...more,
  };
}

describe('the level is recovering', () => {
  it('when all that it rests on is', () => {
    assert.equal(overallLevel(afterErrors(0), [], []).recovering, true);
    assert.equal(overallLevel(afterErrors(0), [alert({ recovering: true })], []).recovering, true);
  });

  it('not while an alert fires that is not, even one of a lesser level', () => {
    const { level, recovering } = overallLevel(afterErrors(0), [alert({})], []);
    assert.deepEqual([level, recovering], ['degraded', false]);
  });

  it('not while a check fails', () => {
    const check = { name: 'disk', critical: false, status: 'degraded', message: null } as const;
    const since = { duration_ms: null, last_run: null, since: null };
    assert.equal(overallLevel(afterErrors(0), [], [{ ...check, ...since }]).recovering, false);
  });

  it('not while another figure is over its limit, before that is evident', () => {
    const result = afterErrors(7);
    assert.deepEqual(
      result.reasons.map(({ what }) => what),
      ['error_rate_percent'],
    );
    assert.equal(overallLevel(result, [], []).recovering, false);
  });
});
