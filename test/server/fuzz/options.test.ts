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
  'version',
  'alertRules',
  'alertsFile',
  'maintenance',
  'notify',
  'heartbeat',
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
      'error_rate_high',
      'emails',
      '__proto__',
      'default',
    ),
    fc.anything({ maxDepth: 1, withBigInt: true, withDate: true }),
  ),
  fc.constantFrom<unknown>(
    new Proxy({}, { get: () => assert.fail('read'), ownKeys: () => assert.fail('listed') }),
    Object.defineProperty({}, 'url', { enumerable: true, get: () => assert.fail('got') }),
  ),
);

describe('random options', () => {
  it('are taken, or refused with an error that names the wrong ones', async () => {
    const options = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...NAMES), near).map(([name, value]) => ({ [name]: value })) },
      { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), near, { maxKeys: 4 }) },
      { weight: 2, arbitrary: fc.anything() },
    );
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        let monitor;
        try {
          monitor = createMonitor(given as never);
        } catch (error) {
          assert.ok(error instanceof TypeError, String(error));
          assert.match(error.message, /^align-monitor: /);
          if (typeof given === 'object' && given !== null && Object.keys(given).length === 1) {
            const [name = ''] = Object.keys(given);
            assert.ok(error.message.includes(name), `${name} is not in: ${error.message}`);
          }
          return;
        }
        await monitor.close();
      }),
      { numRuns: 600 },
    );
  });
});
