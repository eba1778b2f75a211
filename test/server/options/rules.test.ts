import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DEFAULT_LIMITS } from '../../../server/contract/index.js';
import type { Rule } from '../../../server/options/rule.js';
import { readRulesFile, resolveRules } from '../../../server/options/rules.js';

function ruleOf(given: unknown, name: string): Rule {
  const rule = resolveRules(given).find((candidate) => candidate.name === name);
  assert.ok(rule, `there is no rule ${name}`);
  return rule;
}

const own = (fields: object) => ({ mine: { metric: 'p99', threshold: 800, ...fields } });

describe('the default rules', () => {
  it('are four, with the thresholds and windows that are published', () => {
    const short = resolveRules(undefined).map(
      ({ name, comparison, threshold, window, severity, gate }) =>
        `${name} ${comparison} ${threshold} in ${window} s, ${severity}, ${gate === null ? 'literal' : `gate ${gate.healthyShare.toFixed(3)}`}`,
    );
    assert.deepEqual(short, [
      `error_rate_high > ${DEFAULT_LIMITS.error_rate_percent[1]} in 60 s, critical, gate 0.010`,
      `latency_high > ${DEFAULT_LIMITS.p95_ms[1]} in 60 s, warning, gate 0.010`,
      '5xx_detected >= 5 in 300 s, critical, gate 0.001',
      'csrf_detected >= 10 in 300 s, warning, literal',
    ]);
  });

  it('open their gate below one in a million', () => {
    for (const { gate } of resolveRules(undefined)) if (gate !== null) assert.ok(Math.abs(gate.tail - 1e-6) < 1e-12);
  });

  it('can be overridden in single fields', () => {
    const rule = ruleOf({ error_rate_high: { threshold: 0.02 } }, 'error_rate_high');
    assert.deepEqual([rule.threshold, rule.window, rule.severity], [2, 60, 'critical']);
    assert.equal(rule.gate?.healthyShare, 0.004);
  });

  it('are switched off by false', () => {
    const names = resolveRules({ latency_high: false, csrf_detected: false }).map(({ name }) => name);
    assert.deepEqual(names, ['error_rate_high', '5xx_detected']);
  });
});

describe('an own rule', () => {
  it('compares rates and percentiles with >, counts with >=', () => {
    assert.equal(ruleOf(own({}), 'mine').comparison, '>');
    assert.equal(ruleOf({ mine: { metric: 'count', errorClass: '4xx', threshold: 3 } }, 'mine').comparison, '>=');
  });

  it('is literal when it counts, unless a confidence is set', () => {
    const count = { metric: 'count', errorClass: '4xx', threshold: 3 };
    assert.equal(ruleOf({ mine: count }, 'mine').gate, null);
    assert.ok(ruleOf({ mine: { ...count, confidence: 0.999 } }, 'mine').gate !== null);
  });

  it('takes a fifth of what its percentile lets through as healthy', () => {
    assert.equal(ruleOf(own({}), 'mine').gate?.healthyShare.toFixed(4), '0.0020');
    assert.equal(ruleOf(own({ metric: 'p50' }), 'mine').gate?.healthyShare.toFixed(4), '0.1000');
  });

  it('has no gate with confidence 0, nor when it asks for too little', () => {
    assert.equal(ruleOf(own({ confidence: 0 }), 'mine').gate, null);
    assert.equal(ruleOf(own({ comparison: '<' }), 'mine').gate, null);
  });

  it('watches one endpoint, with or without a method', () => {
    assert.deepEqual(ruleOf(own({ endpoint: 'GET /items/:id' }), 'mine').endpoint, {
      template: '/items/:id',
      method: 'GET',
    });
    assert.deepEqual(ruleOf(own({ endpoint: '(unmatched)' }), 'mine').endpoint, {
      template: '(unmatched)',
      method: null,
    });
  });

  it('may have any name, those of Object.prototype too', () => {
    const text =
      '{ "__proto__": { "metric": "p50", "threshold": 9 }, "constructor": { "metric": "p50", "threshold": 8 } }';
    const rules = resolveRules(JSON.parse(text));
    assert.deepEqual(
      rules.slice(-2).map(({ name, threshold }) => [name, threshold]),
      [
        ['__proto__', 9],
        ['constructor', 8],
      ],
    );
  });

  it('is left out by false', () => {
    assert.equal(resolveRules({ mine: false }).length, 4);
  });
});

const wrong: [name: string, given: unknown, says: RegExp][] = [
  ['no object', 7, /align-monitor: option alertRules is 7; allowed: an object of rules by name/],
  ['a rule that is no object', { mine: 7 }, /rule "mine": it is 7; allowed: an object of fields, or false/],
  ['a rule that is true', { latency_high: true }, /rule "latency_high": it is true; allowed/],
  [
    'a threshold in words',
    own({ threshold: 'y' }),
    /align-monitor: rule "mine": field threshold is "y"; allowed: a number/,
  ],
  ['an unknown field', own({ treshold: 5 }), /rule "mine": unknown field treshold; allowed: metric, errorClass, /],
  ['a field named like a method', own({ toString: 5 }), /rule "mine": unknown field toString; allowed/],
  ['no metric', { mine: { threshold: 5 } }, /rule "mine": field metric is undefined; allowed: error_rate, count, p50/],
  ['no threshold', { mine: { metric: 'p50' } }, /field threshold is undefined; allowed: a number/],
  ['an unknown metric', own({ metric: 'p75' }), /field metric is "p75"; allowed: error_rate, /],
  [
    'a metric other than the named rule has',
    { latency_high: { metric: 'p99' } },
    /field metric is "p99"; allowed: p95/,
  ],
  [
    'percent in place of a share',
    { error_rate_high: { threshold: 5 } },
    /threshold is 5; allowed: a share above 0 and/,
  ],
  [
    'a count without a class',
    { mine: { metric: 'count', threshold: 5 } },
    /field errorClass is undefined; allowed: a class/,
  ],
  [
    'a class without a count',
    own({ errorClass: '5xx' }),
    /errorClass is "5xx"; allowed: nothing, except with the metric count/,
  ],
  ['a check without its name', { mine: { metric: 'check' } }, /field check is undefined; allowed: a check's name/],
  [
    'a window that is no multiple of 5',
    own({ window: 61 }),
    /field window is 61; allowed: seconds from 5 to 900, a multiple/,
  ],
  ['a window that is too long', own({ window: 905 }), /field window is 905/],
  [
    'a window of sessions',
    { mine: { metric: 'active_sessions', threshold: 5, window: 60 } },
    /window is 60; allowed: nothing/,
  ],
  [
    'an endpoint of people',
    { mine: { metric: 'affected_sessions', threshold: 5, endpoint: '/a' } },
    /endpoint is "\/a"; allowed: nothing/,
  ],
  ['a confidence of 1', own({ confidence: 1 }), /field confidence is 1; allowed: a number from 0/],
  [
    'a confidence for too little',
    own({ comparison: '<', confidence: 0.9 }),
    /confidence is 0.9; allowed: nothing, except/,
  ],
  ['a condition that always holds', own({ comparison: '>=', threshold: 0 }), /threshold is 0; allowed: above 0/],
  ['a wrong comparison', own({ comparison: '=' }), /comparison is "="; allowed: >, >=, <, <=/],
  ['a wrong severity', own({ severity: 'bad' }), /severity is "bad"; allowed: warning, critical/],
  ['a negative time', own({ forSeconds: -1 }), /forSeconds is -1; allowed: seconds from 0/],
  ['half a request', own({ minRequests: 0.5 }), /minRequests is 0.5; allowed: a whole number/],
  [
    'the name that the monitor uses itself',
    { restart_loop: { metric: 'p50', threshold: 1 } },
    /its name is not allowed/,
  ],
];

describe('a wrong rule is refused with rule, field, value and what is allowed', () => {
  for (const [name, given, says] of wrong) {
    it(name, () => assert.throws(() => resolveRules(given), { name: 'TypeError', message: says }));
  }

  it('all of them at once', () => {
    assert.throws(() => resolveRules({ ...own({ window: 7, severity: 'x' }), other: 1 }), {
      message: /rule "mine": field window.*; rule "mine": field severity.*; rule "other": it is 1/,
    });
  });

  it('more rules than can be kept', () => {
    const many = Object.fromEntries(
      Array.from({ length: 47 }, (_, index) => [`r${index}`, { metric: 'p50', threshold: 1 }]),
    );
    assert.throws(() => resolveRules(many), /51 rules are given; allowed: 50/);
  });
});

describe('a file of rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'rules.json');
    writeFileSync(path, text);
    return path;
  };

  it('has the form of the option', () => {
    const given = readRulesFile(file('{ "latency_high": { "threshold": 400 }, "csrf_detected": false }'));
    assert.deepEqual(
      resolveRules(given).map(({ threshold }) => threshold),
      [5, 400, 5],
    );
  });

  it('is named in every error, beside rule and field', () => {
    const path = file('{ "latency_high": { "window": 1 } }');
    assert.throws(
      () => readRulesFile(path),
      /alertsFile .*rules\.json: rule "latency_high": field window is 1; allowed/,
    );
    assert.throws(() => readRulesFile(file('[]')), /alertsFile .*rules\.json: the content is \[\]; allowed: an object/);
    assert.throws(() => readRulesFile(file('{')), /alertsFile .*rules\.json cannot be read: .*; allowed: a JSON file/);
    assert.throws(() => readRulesFile(join(folder, 'none.json')), /none\.json cannot be read: ENOENT/);
  });
});
