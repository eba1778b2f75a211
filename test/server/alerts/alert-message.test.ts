import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figuresOf } from '../../../server/alerts/alert-lifecycle.js';
import { messageOf } from '../../../server/alerts/alert-message.js';
import { isAlertRecord } from '../../../server/alerts/alerts.js';
import type { Alert } from '../../../server/contract/index.js';
import type { Rule } from '../../../server/options/rule.js';
import { resolveRules } from '../../../server/options/rules.js';
import { Stage, inputOf } from './figures.js';

const rules = resolveRules({ '5xx_detected': false, latency_high: { threshold: 500 } });
const FAILING = inputOf({ requests: 100, failed: 50 });
const FINE = inputOf({ requests: 100 });

function rule(name: string, given?: object): Rule {
  const found = resolveRules({ latency_high: { threshold: 500 }, ...given }).find(
    (candidate) => candidate.name === name,
  );
  assert.ok(found);
  return found;
}
const mine = (fields: object): Rule => rule('mine', { mine: fields });
const said = (of: Rule, value: number, flapping = false): string => figuresOf(of, value, 0, flapping).message;

function newest(stage: Stage): Alert {
  const [alert] = stage.alerting.alerts(stage.clock.wall());
  assert.ok(alert);
  return alert;
}

describe('the message of an alert', () => {
  it('names figure, limit and window', () => {
    assert.equal(said(rule('latency_high'), 612), 'P95 latency 612 ms (limit 500 ms, last 60 s)');
    assert.equal(said(rule('error_rate_high'), 7.2), 'Error rate 7.2 % (limit 5 %, last 60 s)');
    assert.equal(said(rule('5xx_detected'), 7), '7 server errors (limit 5, last 300 s)');
    const low = mine({ metric: 'requests_per_second', comparison: '<', threshold: 1, endpoint: 'GET /a' });
    assert.equal(said(low, 0.2), 'Request rate 0.2 /s at GET /a (minimum 1 /s, last 60 s)');
    const people = mine({ metric: 'affected_sessions', threshold: 5 });
    assert.equal(said(people, 12), '12 people saw an error (limit 5, last 300 s)');
    assert.equal(said(people, 1), '1 person saw an error (limit 5, last 300 s)');
    assert.equal(said(mine({ metric: 'check', check: 'database' }), 1), 'Check database fails');
  });

  it('never reads as equal to the limit that it is over, and says when it flaps', () => {
    assert.match(said(rule('error_rate_high'), 5.004, true), /^Error rate 5\.004 % \(.*\); it comes and goes/);
  });

  it('can be made again from the alert’s own fields, while it fires, while it flaps and when it is over', () => {
    const stage = new Stage({ rules });
    const seen: Alert[] = [];
    for (const view of [FAILING, FINE, FAILING, FINE, FAILING, FINE]) {
      stage.see(view);
      seen.push(newest(stage));
    }
    assert.deepEqual(new Set(seen.map(({ state, flapping }) => `${state} ${flapping}`)).size, 3);
    for (const { condition, message, ...values } of seen) {
      assert.ok(condition);
      assert.equal(messageOf({ ...values, condition }), message);
    }
  });
});

describe('the condition of an alert', () => {
  it('says what is watched, how it is compared, and where', () => {
    const csrf = mine({ metric: 'count', errorClass: 'csrf', threshold: 9, endpoint: 'POST /a' });
    assert.deepEqual(figuresOf(csrf, 12, 0).condition, {
      metric: 'count',
      comparison: '>=',
      error_class: 'csrf',
      check: null,
      endpoint: '/a',
      method: 'POST',
    });
    const { metric, check, endpoint, method } = figuresOf(mine({ metric: 'check', check: 'disk' }), 1, 0).condition;
    assert.deepEqual([metric, check, endpoint, method], ['check', 'disk', null, null]);
  });

  it('is unknown for an alert that an earlier version has stored, until its rule is evaluated again', () => {
    const stage = new Stage({ rules });
    stage.see(FAILING);
    const stored = stage.alerting.toJSON();
    for (const alert of stored.alerts) delete alert.condition;
    assert.equal(isAlertRecord(JSON.parse(JSON.stringify(stored))), true);
    stage.restart({ rules }, stored);
    assert.equal(newest(stage).condition, null);
    assert.equal(newest(stage).message, 'Error rate 50 % (limit 5 %, last 60 s)');
    stage.see(FAILING);
    assert.equal(newest(stage).condition?.metric, 'error_rate');
  });
});
