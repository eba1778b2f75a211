import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measure } from '../../../../server/alerts/rules/measurement.js';
import * as recovery from '../../../../server/alerts/rules/recovery.js';
import type { RuleInput } from '../../../../server/alerts/rules/rule-input.js';
import type { Rule } from '../../../../server/options/rule.js';
import { resolveRules } from '../../../../server/options/rules.js';
import { hasFallen } from '../../../../server/statistics/evidence-gate.js';
import { figures, type Given, inputOf } from '../figures.js';

const rules = resolveRules({
  slow: { metric: 'p95', threshold: 500, window: 300 },
  failing: { metric: 'error_rate', threshold: 0.05, window: 300 },
});
const rule = (name: string): Rule => {
  const found = rules.find((each) => each.name === name);
  assert.ok(found);
  return found;
};
/** The newest minute, and the whole window with it. */
const see = (newest: Given, whole: Given): RuleInput =>
  inputOf({}, { window: (seconds) => figures(seconds <= 60 ? newest : whole) });

const isRecovering = (of: Rule, input: RuleInput): boolean => recovery.isRecovering(of, measure(of, input), input);

describe('an alert is recovering', () => {
  it('when its newest minute is back within the threshold, and the window not yet', () => {
    assert.equal(isRecovering(rule('failing'), see({ requests: 60, failed: 1 }, { requests: 300, failed: 200 })), true);
    assert.equal(
      isRecovering(rule('failing'), see({ requests: 60, failed: 9 }, { requests: 300, failed: 200 })),
      false,
    );
    const slow = { requests: 300, slow: [200, 900] } as const;
    assert.equal(isRecovering(rule('slow'), see({ requests: 60, slow: [1, 900] }, slow)), true);
    assert.equal(isRecovering(rule('slow'), see({ requests: 60, slow: [40, 900] }, slow)), false);
  });

  it('not on the word of few requests', () => {
    assert.equal(isRecovering(rule('failing'), see({ requests: 3 }, { requests: 100, failed: 90 })), false);
    assert.equal(isRecovering(rule('failing'), see({}, { requests: 100, failed: 90 })), false);
  });

  it('not while requests hang', () => {
    const waiting = Array.from({ length: 20 }, () => ({ method: 'GET', endpoint: '/', ageMs: 9000 }));
    const input = see({ requests: 60 }, { requests: 300, slow: [200, 900] });
    assert.equal(isRecovering(rule('slow'), { ...input, waiting }), false);
  });

  it('when its condition no longer holds and it is kept only because it flaps', () => {
    assert.equal(isRecovering(rule('error_rate_high'), inputOf({ requests: 60 })), true);
    assert.equal(isRecovering(rule('error_rate_high'), inputOf({ requests: 2 })), false);
    assert.equal(isRecovering(rule('error_rate_high'), inputOf({})), false);
  });

  it('when no error of its class has come for a minute', () => {
    const before = { requests: 300, classes: { '5xx': 60 } };
    assert.equal(isRecovering(rule('5xx_detected'), see({ requests: 60 }, before)), true);
    assert.equal(isRecovering(rule('5xx_detected'), see({ requests: 60, classes: { '5xx': 2 } }, before)), false);
  });
});

describe('a share', () => {
  it('has fallen only where chance hardly explains the newest requests', () => {
    assert.equal(hasFallen({ count: 0, total: 1 }, { count: 100, total: 100 }), false);
    assert.equal(hasFallen({ count: 0, total: 14 }, { count: 100, total: 100 }), true);
    assert.equal(hasFallen({ count: 0, total: 14 }, { count: 5, total: 100 }), false);
    assert.equal(hasFallen({ count: 0, total: 60 }, { count: 5, total: 100 }), true);
    assert.equal(hasFallen({ count: 60, total: 60 }, { count: 100, total: 100 }), false);
    assert.equal(hasFallen({ count: 0, total: 60 }, { count: 0, total: 0 }), false);
  });
});
