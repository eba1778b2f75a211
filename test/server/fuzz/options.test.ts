import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createMonitor } from '../../../server/monitor.js';

/** Every option, so that wrong values come to all of them. */
const NAMES = [
  'windowSeconds',
  'levels',
  'failures',
  'ignore',
  'foldPaths',
  'basePath',
  'access',
  'url',
  'trustProxy',
  'cors',
  'sessionId',
  'requestTimeoutSeconds',
  'name',
  'version',
  'alertRules',
  'alertsFile',
  'maintenance',
  'notify',
  'heartbeat',
  'exporters',
  'sentry',
  'redact',
  'clock',
] as const;

/** Values of one option that come near to right ones: texts, numbers, lists and objects with fields that exist. */
const near = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withSet: true,
  }),
  fc.constantFrom<unknown>(
    '',
    '/',
    'local',
    'server',
    'all',
    0,
    -1,
    1,
    60,
    300,
    NaN,
    Infinity,
    true,
    null,
    [],
    {},
    Symbol('s'),
    10n,
  ),
  fc.constant(() => true),
  fc.dictionary(
    fc.constantFrom(
      'p95Ms',
      'origins',
      'cookie',
      'viewer',
      'operator',
      'public',
      'url',
      'everySeconds',
      'from',
      'to',
      'weekdays',
      'time',
      'durationMinutes',
      'timeZone',
      'endpoints',
      'error_rate_high',
      'emails',
      '__proto__',
      'default',
    ),
    fc.anything({ maxDepth: 1, withBigInt: true, withDate: true }),
  ),
);

/** Objects that throw when they are looked at. */
const hostile: readonly unknown[] = [
  new Proxy({}, { get: () => assert.fail('read'), ownKeys: () => assert.fail('listed') }),
  Object.defineProperty({}, 'url', { enumerable: true, get: () => assert.fail('got') }),
  { toJSON: () => assert.fail('serialised'), toString: () => assert.fail('made a text') },
];

/** The error of an option, if it has one. */
async function refusalOf(options: unknown): Promise<TypeError | undefined> {
  try {
    await createMonitor(options as never).close();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, /^align-monitor: /);
    return error;
  }
}

/** Windows of maintenance that come near to right ones. */
const nearWindow = fc.record(
  {
    from: fc.oneof(fc.date({ noInvalidDate: false }), fc.constantFrom('2026-11-24T01:00:00Z', 'soon', 7)),
    to: fc.oneof(fc.date({ noInvalidDate: false }), fc.constantFrom('2026-11-24T02:00:00Z', '', null)),
    weekdays: fc.oneof(fc.uniqueArray(fc.constantFrom('sunday', 'monday', 'Sun', '')), fc.anything()),
    time: fc.oneof(fc.constantFrom('02:30', '2:30', '24:00', ''), fc.anything()),
    durationMinutes: fc.oneof(fc.integer(), fc.double()),
    timeZone: fc.oneof(fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'Berlin', '+02:00', ''), fc.anything()),
    note: fc.oneof(fc.string({ maxLength: 600 }), fc.anything()),
    endpoints: fc.oneof(fc.array(fc.constantFrom('GET /x', '/y', 'get /x', '')), fc.anything()),
  },
  { requiredKeys: [] },
);

describe('random maintenance', () => {
  it('is planned, listed and answered for, or refused with an error that names the wrong part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nearWindow, { maxLength: 3 }), async (maintenance) => {
        const refusal = await refusalOf({ maintenance });
        if (refusal !== undefined) return assert.match(refusal.message, /option maintenance\.\d/);
        const monitor = createMonitor({ maintenance: maintenance as never });
        for (const { from, to } of monitor.metrics().maintenance) assert.ok(from < to);
        await monitor.close();
      }),
      { numRuns: 300 },
    );
  });
});

describe('random options', () => {
  it('are taken, or refused with an error that names the wrong ones', async () => {
    const options = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...NAMES), near).map(([name, value]) => ({ [name]: value })) },
      { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), near, { maxKeys: 4 }) },
      { weight: 2, arbitrary: fc.anything() },
    );
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const { message } = (await refusalOf(given)) ?? {};
        if (message === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return;
        const [name = '', ...others] = Object.keys(given);
        if (others.length === 0)
          assert.ok(message.includes(name === 'alertRules' ? 'rule' : name), `${name} is not in: ${message}`);
      }),
      { numRuns: 600, includeErrorInReport: true },
    );
  });

  for (const name of NAMES) {
    it(`of which ${name} throws when it is read are refused with an error that names it`, async () => {
      for (const value of hostile) {
        const refusal = await refusalOf({ [name]: value });
        if (refusal !== undefined) assert.match(refusal.message, new RegExp(`option ${name}\\b|^align-monitor: rule `));
      }
    });
  }

  it('that throw as a whole are refused with an error too', async () => {
    for (const value of hostile) await refusalOf(value);
  });
});
