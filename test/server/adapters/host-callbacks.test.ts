/** What functions of the app answer, and what it hands over, never reaches the app as an error. */

import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { HttpOptions } from '../../../server/adapters/http.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/http.js';

/** Objects of which some or all properties throw. */
const hostile: Record<string, () => unknown> = {
  'a proxy that throws': () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
        getPrototypeOf: () => {
          throw new Error('trap');
        },
      },
    ),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'an object with getters that throw': () =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        ['message', 'name', 'type', 'stack', 'then', 'endpoint'].map((name) => [
          name,
          {
            get: () => {
              throw new Error('getter');
            },
          },
        ]),
      ),
    ),
  'an error that cannot be printed': () =>
    Object.assign(new Error('no'), {
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('inspect');
      },
    }),
};

const promises: Record<string, () => unknown> = {
  'a rejected promise': () => Promise.reject(new Error('rejected')),
  'a promise of true': () => Promise.resolve(true),
  'a thenable that rejects': () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error('no')) }),
  'a thenable that throws': () => ({
    then: () => {
      throw new Error('then');
    },
  }),
  'a function with a then': () => Object.assign(() => true, { then: (_: unknown, reject: () => void) => reject() }),
  ...hostile,
};

describe("the app's functions and values", () => {
  let monitor: Monitor;
  let server: Server | undefined;
  let clock: FakeClock;

  async function ask(options: MonitorOptions, http: HttpOptions = {}, app?: RequestListener): Promise<string> {
    clock = new FakeClock();
    monitor = createMonitor({ clock, ...options });
    server = createServer(app ?? ((_request, response) => response.writeHead(500).end('answer')));
    monitor.http(server, http);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return await (await fetch(`http://127.0.0.1:${port}/items`)).text();
  }

  const counted = async (): Promise<ReturnType<Monitor['metrics']>> => {
    await until(() => monitor.metrics().summary.total_requests === 1, 'the request is counted');
    return monitor.metrics();
  };

  beforeEach(() => {
    mock.method(console, 'warn', () => undefined);
  });
  afterEach(async () => {
    mock.restoreAll();
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    await monitor.close();
  });

  for (const [what, make] of Object.entries(promises)) {
    const callback = make as () => never;
    describe(`a function of the app's that returns ${what}`, () => {
      it('as ignore ignores nothing', async () => {
        assert.equal(await ask({ ignore: callback }), 'answer');
        const { monitor: figures } = await counted();
        assert.ok(figures.monitor_errors > 0 || what.startsWith('an error'));
      });

      it('as sessionId gives no session', async () => {
        assert.equal(await ask({ sessionId: callback }), 'answer');
        assert.equal((await counted()).summary.active_sessions, 0);
      });

      it('as endpoint and streaming gives neither', async () => {
        assert.equal(await ask({}, { endpoint: callback, streaming: callback }), 'answer');
        assert.equal((await counted()).endpoints[0]?.endpoint, '(unmatched)');
      });

      it('as clock stops the time', async () => {
        assert.equal(await ask({ clock: { monotonic: callback, wall: callback } }), 'answer');
        await counted();
      });
    });
  }

  describe('failures', () => {
    for (const what of [
      'a rejected promise',
      'a promise of true',
      'a thenable that rejects',
      'a thenable that throws',
    ]) {
      it(`that returns ${what} finds no failure`, async () => {
        await ask({ failures: promises[what] as () => never });
        const { summary, monitor: figures } = await counted();
        assert.equal(summary.failed_requests, 0);
        assert.equal(figures.monitor_errors, 1);
      });
    }

    it('finds one where it returns true, not where it returns something like it', async () => {
      await ask({ failures: () => true });
      assert.equal((await counted()).summary.failed_requests, 1);
      await monitor.close();
      server?.close();
      await ask({ failures: () => 1 as never });
      assert.equal((await counted()).summary.failed_requests, 0);
    });
  });

  for (const [what, make] of Object.entries(hostile)) {
    describe(what, () => {
      it('can be recorded', async () => {
        monitor = createMonitor();
        const given = make as () => never;
        monitor.recordError(given());
        monitor.recordRequest(given());
        monitor.recordSession(given(), given());
        monitor.recordFeature(given());
        monitor.recordRequest({ endpoint: given(), method: given(), statusCode: given(), latencyMs: given() });
        monitor.recordError({ type: given(), message: given() });
        JSON.stringify(monitor.metrics());
      });

      it('can be thrown by a check and by a function that notifies', async (context) => {
        context.mock.timers.enable({ apis: ['setInterval'] });
        clock = new FakeClock();
        const thrown = (): never => {
          throw make();
        };
        monitor = createMonitor({
          clock,
          notify: [thrown, () => Promise.resolve().then(thrown), make],
          alertRules: { failing: { metric: 'check', check: 'thrown', severity: 'critical' } },
        });
        monitor.addCheck('thrown', thrown, { intervalSeconds: 1 });
        monitor.addCheck('rejected', () => Promise.resolve().then(thrown), { intervalSeconds: 1 });
        monitor.addCheck('returned', make, { intervalSeconds: 1 });
        for (let second = 0; second < 20; second++) {
          clock.advance(1);
          context.mock.timers.tick(1000);
          await new Promise((resolve) => setImmediate(resolve));
        }
        const { checks } = monitor.health();
        assert.equal(Object.keys(checks).length, 3);
        assert.equal(
          monitor.metrics().alerts.some(({ type }) => type === 'failing'),
          true,
        );
      });
    });
  }

  describe('an Error', () => {
    it('can be reported: its name is the class', async () => {
      monitor = createMonitor();
      monitor.recordError(new RangeError('token=hUnter2 is too large'));
      assert.ok(JSON.stringify(monitor.metrics()).includes('token=[redacted] is too large'));
    });
  });

  describe('a response whose listeners the app has removed', () => {
    for (const events of [['close'], ['finish'], ['close', 'finish'], [undefined]]) {
      it(`is counted and not open for ever (${events.join(', ') || 'all'})`, async (context) => {
        context.mock.timers.enable({ apis: ['setInterval'] });
        await ask({}, {}, (_request, response) => {
          for (const event of events) response.removeAllListeners(event);
          response.end('answer');
        });
        await until(() => {
          context.mock.timers.tick(1000);
          return monitor.metrics().summary.total_requests === 1;
        }, 'the request is counted');
        assert.equal(monitor.metrics().process.in_flight, 0);
        assert.equal(monitor.metrics().summary.failed_requests, 0);
      });
    }
  });
});
