import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { check, type CheckArguments } from '../../../server/cli/check.js';
import { resultLine } from '../../../server/cli/check-output.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { listen } from '../support/http.js';
import { Watched } from '../support/watched.js';

const OPTIONS: CheckArguments = { for: 'deploy', timeout: 10 };
const WAIT = { wait: 30 };

interface Checked {
  code: number;
  line: string;
  /** How long it has waited. */
  seconds: number;
}

/** A process that has just started, and what `align-monitor check` says of it; waiting lets its time pass. */
async function started(
  test: TestContext,
  options: MonitorOptions = {},
): Promise<{ watched: Watched; ask: (options?: Partial<CheckArguments>) => Promise<Checked> }> {
  const watched = await Watched.start(test, options);
  const [operator, stranger] = await Promise.all(
    (['viewer', 'public'] as const).map((audience) => {
      const routes = watched.monitor.httpRoutes(audience === 'viewer' ? { audience } : {});
      return listen((request, response) => void routes(request, response));
    }),
  );
  assert.ok(operator !== undefined && stranger !== undefined);
  test.after(() => Promise.all([operator.close(), stranger.close()]));
  const ask = async (given: Partial<CheckArguments> = {}): Promise<Checked> => {
    const begun = watched.clock.monotonic();
    const waiting = {
      now: () => watched.clock.monotonic(),
      pause: (milliseconds: number) => watched.pass(milliseconds / 1000),
    };
    const server = given.token === 'none' ? stranger : operator;
    const result = await check(server.url, { ...OPTIONS, ...given, token: undefined as never }, waiting);
    return { code: result.code, line: resultLine(result), seconds: (watched.clock.monotonic() - begun) / 1000 };
  };
  return { watched, ask };
}

describe('align-monitor check, where figures are newer than the verdict', () => {
  for (const idleSeconds of [0, 7]) {
    for (const who of ['viewer', 'none']) {
      it(`waits for the verdict on the first requests, after ${idleSeconds} s, as ${who}`, async (test) => {
        const { watched, ask } = await started(test);
        await watched.pass(idleSeconds);
        await watched.pass(1, 6, 500);
        await watched.pass(1, 1);
        const once = await ask({ token: who });
        assert.equal(once.code, 3, once.line);
        assert.match(
          once.line,
          /^UNKNOWN - no verdict yet: error rate 85\.7 %, P95 50 ms; the requests are newer than/,
        );
        assert.doesNotMatch(once.line, /healthy/);
        const accepted = await ask({ token: who, acceptUnknown: true });
        assert.match(accepted.line, /^OK - no verdict yet: error rate 85\.7 %/);
        const waited = await ask({ ...WAIT, token: who, acceptUnknown: true });
        assert.equal(waited.code, 2, waited.line);
      });
    }
  }

  for (const [what, statusCode, latencyMs] of [
    ['failures', 500, 50],
    ['slow requests', 200, 900],
  ] as const) {
    it(`waits for the verdict on ${what} that have begun since the last one`, async (test) => {
      const { watched, ask } = await started(test);
      await watched.pass(60, 2);
      assert.deepEqual(await ask(WAIT).then(({ code, seconds }) => [code, seconds]), [0, 0]);
      await watched.pass(2, 40, statusCode, latencyMs);
      const once = await ask();
      assert.deepEqual([once.code, /no verdict yet/.test(once.line)], [3, true], once.line);
      assert.equal((await ask(WAIT)).code, 2);
    });
  }

  it('goes on while the failures are too few to judge, and says so at the end', async (test) => {
    const { watched, ask } = await started(test);
    await watched.pass(1, 1, 500);
    await watched.pass(10, 1);
    const { code, line, seconds } = await ask(WAIT);
    assert.deepEqual([code, seconds], [3, 30], line);
    assert.match(line, /^UNKNOWN - no verdict yet: error rate 9\.09 %, .*; too few requests to judge; .*--wait/);
    await watched.pass(60, 10);
    const after = await ask(WAIT);
    assert.deepEqual([after.code, after.seconds], [0, 0], after.line);
  });

  it('believes the verdict on figures that it has seen: those over a limit by chance', async (test) => {
    const { watched, ask } = await started(test);
    await watched.pass(99, 2);
    await watched.pass(1, 3, 500);
    await watched.pass(10, 1);
    const { code, seconds, line } = await ask(WAIT);
    assert.deepEqual([code, seconds, /error rate 1\.\d+ %/.test(line)], [0, 0, true], line);
  });

  it('believes the verdict on figures that it has seen: those of an endpoint with limits of its own', async (test) => {
    const levels = { endpoints: { 'GET /items/:id': false } } as const;
    const { watched, ask } = await started(test, { levels, alertRules: {} });
    await watched.pass(60, 2, 500, 900);
    const { code, seconds, line } = await ask(WAIT);
    assert.deepEqual([code, seconds], [0, 0], line);
  });

  it('lets a slow first request pass once it has been judged', async (test) => {
    const { watched, ask } = await started(test);
    await watched.pass(1, 1, 200, 900);
    const { code, seconds, line } = await ask(WAIT);
    assert.deepEqual([code, seconds > 0 && seconds <= 6], [0, true], line);
  });

  it('of an idle process is healthy at once', async (test) => {
    const { ask } = await started(test);
    assert.deepEqual(await ask(WAIT).then(({ code, seconds }) => [code, seconds]), [0, 0]);
  });
});
