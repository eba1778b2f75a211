import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_LIMITS } from '../../../server/contract/index.js';
import { EndpointLimits, type EndpointLimitsByKey } from '../../../server/options/endpoint-limits.js';
import { withEndpointLimits } from '../../../server/options/endpoint-rules.js';
import { resolveRules } from '../../../server/options/rules.js';

const limitsOf = (given: EndpointLimitsByKey) => new EndpointLimits(given, (text) => text);
const post = { method: 'POST', endpoint: '/x' };

describe('limits of endpoints', () => {
  it('are those of method and template, else of the template, else of the app, each figure by itself', () => {
    const limits = limitsOf({ '/x': { p95Ms: [1, 2], errorRatePercent: [3, 4] }, 'POST /x': { p95Ms: [5, 6] } });
    assert.deepEqual(limits.of(post), { errorRatePercent: [3, 4], p95Ms: [5, 6] });
    assert.deepEqual(limits.of({ ...post, method: 'GET' }), { errorRatePercent: [3, 4], p95Ms: [1, 2] });
    assert.deepEqual(limits.of({ ...post, endpoint: '/y' }), { errorRatePercent: undefined, p95Ms: undefined });
  });

  it('are null for a figure that is left out, and for both of an endpoint that is', () => {
    const limits = limitsOf({ '/x': false, 'POST /x': { p95Ms: [5, 6] }, '/y': { p95Ms: false } });
    assert.deepEqual(limits.of({ ...post, method: 'GET' }), { errorRatePercent: null, p95Ms: null });
    assert.deepEqual(limits.of(post), { errorRatePercent: null, p95Ms: [5, 6] });
    assert.deepEqual(limits.of({ ...post, endpoint: '/y' }), { errorRatePercent: undefined, p95Ms: null });
  });

  it('judge each error rate once: that of a template without the methods that have their own', () => {
    const { errorRates } = limitsOf({
      '/x': { errorRatePercent: [1, 2] },
      'POST /x': { errorRatePercent: [3, 4] },
      'GET /x': { errorRatePercent: false },
      'PUT /x': { p95Ms: [1, 2] },
    });
    assert.deepEqual(errorRates, [
      { endpoint: { template: '/x', method: null, except: ['POST', 'GET'] }, limits: [1, 2] },
      { endpoint: { template: '/x', method: 'POST' }, limits: [3, 4] },
    ]);
  });

  it('judge an open request whose route is not known yet by the highest of all', () => {
    const limits = limitsOf({ 'POST /x': { p95Ms: [3000, 8000] }, '/poll': false });
    const open = (endpoint: string, which: 0 | 1) => limits.ofOpen({ method: 'POST', endpoint }, which, 500);
    assert.deepEqual([open('(unmatched)', 0), open('(unmatched)', 1)], [3000, 8000]);
    assert.deepEqual([open('/x', 1), open('/y', 1), open('/poll', 1)], [8000, 500, null]);
  });
});

describe('rules where endpoints have limits of their own', () => {
  const app = { errorRatePercent: DEFAULT_LIMITS.error_rate_percent, p95Ms: DEFAULT_LIMITS.p95_ms };
  const rulesOf = (given: EndpointLimitsByKey, rules?: object) =>
    withEndpointLimits(resolveRules(rules), { ...app, endpoints: limitsOf(given) });

  it('are the default rules, unchanged, while no endpoint has limits of its own', () => {
    assert.deepEqual(withEndpointLimits(resolveRules(undefined), app), resolveRules(undefined));
  });

  it('count what is slower than its own limit, and for all others than the threshold that was given', () => {
    const [rule] = rulesOf({ '/x': { p95Ms: [3000, 8000] } }, { latency_high: { threshold: 800 } }).filter(
      ({ name }) => name === 'latency_high',
    );
    assert.deepEqual(
      [rule?.metric, rule?.threshold, rule?.limitMs, rule?.gate?.healthyShare.toFixed(3)],
      ['slow_rate', 5, 800, '0.010'],
    );
  });

  it('have one more for each endpoint with an error rate of its own', () => {
    const rules = rulesOf(
      { 'GET /export': { errorRatePercent: [2, 10] }, '/poll': false },
      { error_rate_high: { severity: 'warning' } },
    );
    const own = rules.find(({ name }) => name === 'error_rate_high: GET /export');
    assert.deepEqual(
      [own?.threshold, own?.severity, own?.endpoint, own?.gate?.healthyShare],
      [10, 'warning', { template: '/export', method: 'GET' }, 0.01],
    );
    assert.deepEqual(
      rules.filter(({ endpointLimits }) => endpointLimits !== undefined).map(({ name }) => name),
      ['error_rate_high', 'latency_high', '5xx_detected'],
    );
  });

  it('stay as they are written where they are own ones, or for one endpoint', () => {
    const given = {
      slow: { metric: 'p95', threshold: 900 },
      latency_high: { endpoint: '/y' },
      error_rate_high: false,
    };
    const rules = rulesOf({ '/x': { p95Ms: [1, 2], errorRatePercent: [1, 2] } }, given);
    const plain = resolveRules(given);
    for (const name of ['slow', 'latency_high', 'csrf_detected']) {
      assert.deepEqual(
        rules.find((rule) => rule.name === name),
        plain.find((rule) => rule.name === name),
      );
    }
    assert.equal(
      rules.some(({ name }) => name.startsWith('error_rate_high')),
      false,
    );
  });
});
