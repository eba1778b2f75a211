import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CollectorInput } from '../../../server/alerts/rules/collector-input.js';
import { measure } from '../../../server/alerts/rules/measurement.js';
import { Collector } from '../../../server/collector/collector.js';
import { resolveRules } from '../../../server/options/rules.js';

const NOW = 1_000_000;

/** Requests that all succeed but the given ones, of 100 different sessions. */
function collect(failing: readonly (string | undefined)[], requests = 200): Collector {
  const collector = new Collector(
    {
      windowSeconds: 300,
      failures: 'server',
      abortedLatencyLimitMs: 500,
      onError: (error) => assert.fail(String(error)),
    },
    0,
  );
  const record = (statusCode: number, sessionId: string | undefined): void =>
    collector.recordRequest(
      { endpoint: '/', method: 'GET', statusCode, latencyMs: 50, ...(sessionId !== undefined && { sessionId }) },
      NOW,
    );
  for (let index = 0; index < requests; index++) record(200, `visitor ${index % 100}`);
  for (const session of failing) record(500, session);
  return collector;
}

function paging(collector: Collector): string[] {
  const input = new CollectorInput(collector, {
    now: NOW,
    wall: NOW,
    eventLoopDelayP99Ms: 0,
    check: () => undefined,
  });
  return resolveRules(undefined)
    .filter((rule) => {
      const measurement = measure(rule, input);
      return measurement?.holds === true && measurement.isEvident;
    })
    .map(({ name }) => name);
}

describe('the sessions that had an error', () => {
  it('page nobody when one client tries a failing call twenty times', () => {
    assert.deepEqual(paging(collect(Array(20).fill('one'))), []);
  });

  it('page when as many people fail once each', () => {
    const people = Array.from({ length: 20 }, (_, index) => `person ${index}`);
    assert.deepEqual(paging(collect(people)), ['error_rate_high', '5xx_detected']);
  });

  it('give forged sessions no more weight than their requests have without any', () => {
    for (let failures = 1; failures < 80; failures += 3) {
      const forged = paging(collect(Array.from({ length: failures }, (_, index) => `forged ${index}`)));
      const anonymous = paging(collect(Array(failures).fill(undefined)));
      assert.deepEqual(forged, anonymous, `${failures} failures`);
    }
  });

  it('hide no outage behind one client that fails very often', () => {
    const people = Array.from({ length: 20 }, (_, index) => `person ${index}`);
    assert.deepEqual(paging(collect([...people, ...Array<string>(1000).fill('one')])), [
      'error_rate_high',
      '5xx_detected',
    ]);
  });

  it('count for nothing where fewer than half of the requests carry one', () => {
    const collector = collect(Array(20).fill('one'), 0);
    for (let index = 0; index < 21; index++) {
      collector.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 50 }, NOW);
    }
    assert.deepEqual(paging(collector), ['error_rate_high', '5xx_detected']);
  });

  it('are given up, so that counts decide, when there are more than can be kept', () => {
    const collector = collect(Array.from({ length: 100 }, (_, index) => `person ${index}`));
    const view = collector.failingSessions.view(collector.sliceNumber(NOW), 60);
    assert.equal(view.failures, null);
    assert.equal(view.requestsWithSession, 300);
  });

  it('are forgotten with the window', () => {
    const collector = collect(['one', 'two', undefined]);
    const slice = collector.sliceNumber(NOW);
    const failures = collector.failingSessions.view(slice + 59, 60).failures;
    assert.deepEqual([failures?.sessions.size, failures?.anonymous], [2, 1]);
    assert.equal(collector.failingSessions.view(slice + 60, 60).failures?.sessions.size, 0);
  });
});
