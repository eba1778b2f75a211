/** What alerts say of error groups, and the rule about errors that were never seen before. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notification } from '../../../server/contract/index.js';
import { resolveRules } from '../../../server/options/rules.js';
import { FORMATS } from '../../../server/notify/formats/index.js';
import { Watched } from '../support/watched.js';

const alertRules = { new_error: { metric: 'new_error' } } as const;

function fail(watched: Watched, type: string, times: number): void {
  for (let time = 0; time < times; time++) watched.monitor.recordError({ type, message: `attempt ${time}` });
}

describe('a new error', () => {
  it('is an alert that names it, and ends when nothing new has come for its window', async (test) => {
    const sent: Notification[] = [];
    const watched = await Watched.start(test, { alertRules, notify: (message) => void sent.push(message) });
    fail(watched, 'model_refused', 2);
    await watched.pass(10, 1);
    assert.deepEqual(watched.states('new_error'), [], 'twice is too little');
    fail(watched, 'model_refused', 1);
    await watched.pass(40, 1);
    const [alert] = watched.monitor.metrics().alerts;
    assert.equal(alert?.message, 'New error: model_refused (attempt n), 3 times');
    assert.equal(alert.severity, 'warning');
    assert.equal(alert.evidence?.error_group?.id, watched.monitor.errors().groups[0]?.id);
    assert.match(sent[0]?.text ?? '', /New error: model_refused/);
    await watched.pass(300, 1);
    assert.deepEqual(watched.states('new_error'), ['resolved']);
    fail(watched, 'model_refused', 50);
    await watched.pass(30, 1);
    assert.deepEqual(watched.states('new_error'), ['resolved'], 'it is no news any more');
  });

  it('is one alert for a storm of them', async (test) => {
    const watched = await Watched.start(test, { alertRules });
    for (let kind = 0; kind < 40; kind++) {
      fail(watched, `kind_${String.fromCharCode(97 + (kind % 26))}${kind}`, 3);
      await watched.pass(5, 1);
    }
    assert.deepEqual(watched.states('new_error'), ['firing']);
    assert.match(watched.monitor.metrics().alerts[0]?.message ?? '', /^\d+ new errors, most often kind_/);
  });

  it('is none after a restart, if it was known before', async (test) => {
    const watched = await Watched.startOnDisk(test, { alertRules });
    fail(watched, 'model_refused', 3);
    await watched.pass(10, 1);
    assert.deepEqual(watched.states('new_error'), ['firing']);
    await watched.restart();
    assert.equal(watched.monitor.errors().groups[0]?.total_count, 3);
    fail(watched, 'model_refused', 30);
    await watched.pass(320, 1);
    assert.deepEqual(watched.states('new_error'), ['resolved']);
    assert.equal(watched.monitor.errors().groups[0]?.total_count, 33);
  });

  it('is a rule without a threshold', () => {
    const [rule] = resolveRules(alertRules).filter(({ metric }) => metric === 'new_error');
    assert.deepEqual([rule?.window, rule?.threshold, rule?.comparison], [300, 1, '>=']);
    for (const field of ['threshold', 'endpoint', 'errorClass', 'minRequests', 'comparison'] as const) {
      const given = { new_error: { metric: 'new_error', [field]: field === 'comparison' ? '>' : 5 } };
      assert.throws(() => resolveRules(given), new RegExp(field));
    }
  });
});

describe('an alert about failures', () => {
  it('never names more of one cause than it counts', async (test) => {
    const watched = await Watched.start(test);
    await watched.pass(60, 2);
    for (let round = 0; round < 60; round++) {
      await watched.pass(1, 1, round % 7 === 6 ? 200 : 500);
      for (const { evidence } of watched.monitor.metrics().alerts) {
        assert.ok((evidence?.error_group?.count ?? 0) <= (evidence?.count ?? 0), JSON.stringify(evidence));
      }
    }
  });

  it('names what most of them have in common, also in the text of its notification', async (test) => {
    const sent: Notification[] = [];
    const watched = await Watched.start(test, { notify: (message) => void sent.push(message) });
    await watched.pass(60, 2);
    for (let round = 0; round < 8; round++) await watched.pass(5, 5, 500);
    const alert = watched.monitor.metrics().alerts.find(({ type }) => type === 'error_rate_high');
    assert.equal(alert?.evidence?.error_group?.type, 'HTTP 500');
    const [message] = sent;
    assert.ok(message !== undefined, 'it is sent');
    assert.match(
      JSON.stringify(FORMATS.slack(message)),
      /\d+ of \d+ requests failed.*Most of it: HTTP 500 \(Internal Server Error\)/,
    );
  });
});
