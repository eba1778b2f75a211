import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_LIMITS } from '../../../server/contract/index.js';
import { resolveOptions } from '../../../server/options/options.js';

const wrong: [name: string, options: unknown, says: RegExp][] = [
  ['no object', 7, /option object is 7; allowed: an object/],
  [
    'a window that is too short',
    { windowSeconds: 5 },
    /windowSeconds is 5; allowed: seconds from 60 to 900, a multiple of 5/,
  ],
  ['a window that is no multiple of a slice', { windowSeconds: 61 }, /windowSeconds is 61; allowed/],
  ['a window in words', { windowSeconds: 'long' }, /windowSeconds is "long"; allowed/],
  [
    'levels that fall',
    { levels: { p95Ms: [500, 200] } },
    /levels\.p95Ms is \[500,200\]; allowed: two numbers \[warning, degraded\], rising/,
  ],
  [
    'an unknown level',
    { levels: { p99Ms: [1, 2] } },
    /unknown option levels\.p99Ms; allowed: errorRatePercent, p95Ms, endpoints/,
  ],
  [
    'limits of an endpoint that fall',
    { levels: { endpoints: { 'POST /x': { p95Ms: [8000, 3000] } } } },
    /levels\.endpoints\.POST \/x\.p95Ms is \[8000,3000\]; allowed: false, or two numbers \[warning, degraded\], rising/,
  ],
  [
    'an unknown limit of an endpoint',
    { levels: { endpoints: { '/x': { p99Ms: [1, 2] } } } },
    /unknown option levels\.endpoints\.\/x\.p99Ms; allowed: errorRatePercent, p95Ms/,
  ],
  [
    'an endpoint that is true',
    { levels: { endpoints: { '/x': true } } },
    /levels\.endpoints\.\/x is true; allowed: false, or an object such as/,
  ],
  [
    'an endpoint with a method that there is none of',
    { levels: { endpoints: { 'post /x': false } } },
    /levels\.endpoints\.post \/x is false; allowed: a route template, or method and template such as 'GET \/items\/:id'/,
  ],
  [
    'an endpoint without a name',
    { levels: { endpoints: { '': false } } },
    /levels\.endpoints\. is false; allowed: a route/,
  ],
  [
    'more endpoints with limits than are judged',
    { levels: { endpoints: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`/${index}`, false])) } },
    /levels\.endpoints is .*allowed: an object of limits by endpoint, at most 50/,
  ],
  [
    'endpoints that are a list',
    { levels: { endpoints: ['/x'] } },
    /levels\.endpoints is .*allowed: an object of limits/,
  ],
  ['an unknown option', { windowsSeconds: 300 }, /unknown option windowsSeconds; allowed: windowSeconds, /],
  ['a wrong failure rule', { failures: 'some' }, /failures is "some"; allowed: 'server', 'all' or a function/],
  [
    'a base path without a slash',
    { basePath: 'internal' },
    /basePath is "internal"; allowed: a path such as '\/internal'/,
  ],
  ['a base path with a trailing slash', { basePath: '/internal/' }, /basePath is "\/internal\/"; allowed/],
  [
    'an infinite time limit',
    { requestTimeoutSeconds: Infinity },
    /requestTimeoutSeconds is Infinity; allowed: seconds above 0/,
  ],
  [
    'a session source without a name',
    { sessionId: { cookie: '' } },
    /sessionId is {"cookie":""}; allowed: { cookie: 'name' }/,
  ],
  ['an ignore that cannot be called', { ignore: /assets/ }, /ignore is \{\}; allowed: a function/],
  [
    'a clock without functions',
    { clock: {} },
    /clock is \{\}; allowed: an object with the functions monotonic\(\) and wall\(\)/,
  ],
  ['a version that is a number', { version: 3 }, /version is 3; allowed: a text/],
  ['a folder that is no text', { metricsDir: 7 }, /metricsDir is 7; allowed: the path of a folder/],
  [
    'a rule with a wrong threshold',
    { alertRules: { error_rate_high: { threshold: 'high' } } },
    /rule "error_rate_high".*threshold.*"high".*allowed/,
  ],
  ['a file of rules that is not there', { alertsFile: '/nowhere/rules.json' }, /alertsFile \/nowhere\/rules\.json/],
  [
    'a maintenance window that ends before it begins',
    { maintenance: [{ from: '2026-11-24T02:00:00Z', to: '2026-11-24T01:00:00Z' }] },
    /maintenance\.0\.to is "2026-11-24T01:00:00Z"; allowed: a time after `from`/,
  ],
  ['a webhook without an address', { notify: { url: 'ops' } }, /notify\.url is .*allowed: an http or https address/],
  [
    'a heartbeat that is too quick',
    { heartbeat: { url: 'http://127.0.0.1/', everySeconds: 1 } },
    /heartbeat\.everySeconds is 1; allowed: seconds/,
  ],
];

describe('options', () => {
  for (const [name, options, says] of wrong) {
    it(`refuse ${name}, naming the option, its value and what is allowed`, () => {
      assert.throws(() => resolveOptions(options), { name: 'TypeError', message: says });
    });
  }

  it('name every wrong option at once', () => {
    assert.throws(() => resolveOptions({ windowSeconds: 1, version: 3 }), /windowSeconds is 1.*version is 3/);
  });

  it('are all optional, with the defaults of the documentation', () => {
    const { windowSeconds, levels, failures, basePath, requestTimeoutSeconds, version } = resolveOptions(undefined);
    assert.deepEqual(
      { windowSeconds, levels, failures, basePath, requestTimeoutSeconds, version },
      {
        windowSeconds: 300,
        levels: { errorRatePercent: DEFAULT_LIMITS.error_rate_percent, p95Ms: DEFAULT_LIMITS.p95_ms },
        failures: 'server',
        basePath: '',
        requestTimeoutSeconds: { otherwise: 60, byEndpoint: new Map(), shortest: 60 },
        version: null,
      },
    );
  });

  it('that are given as undefined are as if not given', () => {
    assert.equal(resolveOptions({ windowSeconds: undefined, sessionId: undefined }).windowSeconds, 300);
  });

  it('may give one pair of levels and leave the other', () => {
    assert.deepEqual(resolveOptions({ levels: { p95Ms: [100, 900] } }).levels, {
      errorRatePercent: [1, 5],
      p95Ms: [100, 900],
    });
  });
});
