import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { check, type CheckArguments } from '../../../server/cli/check.js';
import { resultLine } from '../../../server/cli/check-output.js';
import { FakeClock } from '../support/fake-clock.js';
import { createServer } from '../../../server/standalone.js';
import { freePort, listen } from '../support/http.js';

const NOW = Date.UTC(2026, 10, 23, 21);
const OPTIONS: CheckArguments = { for: 'deploy', timeout: 10 };

const health = {
  status: 'healthy',
  reasons: [] as { message: string }[],
  error_rate_percent: 0.4,
  active_sessions: 12,
  p95_latency_ms: 131 as number | null,
  alerts: 0,
};
const degraded = {
  ...health,
  status: 'degraded',
  reasons: [{ message: 'Error rate 12 % is over 5 %' }, { message: 'db fails: no | route\nat all' }],
  alerts: 1,
};
const metrics = {
  timestamp: new Date(NOW).toISOString(),
  limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
  too_few_to_judge: false,
  deploy: null as object | null,
};
const HEALTHY_LINE =
  'OK - healthy: error rate 0.4 %, P95 131 ms, 12 active sessions | error_rate=0.4%;1;5 p95=131ms;200;500 sessions=12 alerts=0';

interface Step {
  t: string;
  requests: number | null;
  failed: number | null;
  p95_ms: number | null;
}

/** What a server answers to one request. */
interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

type Replies = (path: string, request: IncomingMessage) => Reply | undefined;

/** Steps of 15 s over 15 minutes; `later` holds for the last 5 of them. */
function steps(earlier: Partial<Step>, later: Partial<Step>): Step[] {
  return Array.from({ length: 60 }, (_, index) => {
    const usual = { requests: 100, failed: 0, p95_ms: 120 + (index % 7) };
    const t = new Date(NOW - (60 - index) * 15_000).toISOString();
    return { t, ...usual, ...(index < 40 ? earlier : later) };
  });
}

/** A monitor that answers so; anything but a text is sent as JSON. */
async function serving<T>(replies: Replies, use: (url: string) => Promise<T>): Promise<T> {
  const server = await listen((request, response) => {
    const reply = replies(request.url ?? '', request) ?? { status: 404, body: 'nothing here' };
    response.writeHead(reply.status ?? 200, reply.headers);
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  try {
    return await use(server.url);
  } finally {
    await server.close();
  }
}

/** The usual answers, some of them replaced. */
function monitor(replaced: Record<string, Reply> = {}): (path: string) => Reply | undefined {
  const usual: Record<string, Reply> = { '/health/detailed': { body: health }, '/metrics': { body: metrics } };
  return (path) => replaced[path] ?? usual[path];
}

/** Checks a server that answers so. */
async function checked(replies: Replies, options: Partial<CheckArguments> = {}, path = ''): Promise<[number, string]> {
  return serving(replies, async (url) => {
    const result = await check(url + path, { ...OPTIONS, ...options });
    return [result.code, resultLine(result).replaceAll(url, 'http://app')];
  });
}

describe('align-monitor check', () => {
  it('needs no credential for the level, and says where one is needed', async () => {
    for (const [view, code, line] of [
      ['all', 0, /^OK - healthy: error rate 0 %/],
      ['status', 0, /^OK - healthy: error rate 0 %.* \| error_rate=0% sessions=0 alerts=0$/],
      ['level', 0, /^OK - healthy: No requests so far\.$/],
      ['none', 3, /^UNKNOWN - .* shows the public nothing: give --token, or set ALIGN_MONITOR_VIEWER_TOKEN$/],
    ] as const) {
      const started = await createServer({ port: 0, access: { public: view, viewer: 'viewer-token-1' } });
      const public_ = await check(started.url, OPTIONS);
      assert.deepEqual([public_.code, line.test(resultLine(public_))], [code, true], resultLine(public_));
      const balancer = await check(started.url, { ...OPTIONS, for: 'lb' });
      assert.equal(balancer.code, 0, view);
      const baseline = await check(started.url, { ...OPTIONS, baseline: 300 });
      assert.equal(/give --token/.test(baseline.text), view !== 'all', baseline.text);
      const viewer = await check(started.url, { ...OPTIONS, baseline: 300, token: 'viewer-token-1' });
      assert.doesNotMatch(viewer.text, /give --token/);
      const wrong = await check(started.url, { ...OPTIONS, baseline: 300, token: 'viewer-token-2' });
      assert.equal(wrong.code, 3);
      await started.close();
    }
  });

  it('says in one line how a healthy app is, with its figures and their limits', async () => {
    assert.deepEqual(await checked(monitor()), [0, HEALTHY_LINE]);
  });

  it('ends with 1 on a warning and 2 when degraded, and says why; a 503 is an answer', async () => {
    const warning = { ...health, status: 'warning', reasons: [{ message: 'P95 latency 250 ms is over 200 ms' }] };
    const [one, line] = await checked(monitor({ '/health/detailed': { body: warning } }));
    assert.equal(one, 1);
    assert.match(
      line,
      /^WARNING - warning: P95 latency 250 ms is over 200 ms; deployable, but watch it at http:\/\/app\/monitoring \| /,
    );
    const [two] = await checked(monitor({ '/health/detailed': { status: 503, body: degraded } }));
    assert.equal(two, 2);
  });

  it('lets no message break the line or begin the performance data', async () => {
    const [, line] = await checked(monitor({ '/health/detailed': { status: 503, body: degraded } }));
    assert.match(
      line,
      /^CRITICAL - degraded: Error rate 12 % is over 5 %; db fails: no \/ route at all; route no traffic to it, and look at http:\/\/app\/monitoring \| error_rate=/,
    );
    assert.equal(line.split('\n').length, 1);
  });

  it('names three reasons and counts the others', async () => {
    const reasons = ['a', 'b', 'c', 'd', 'e'].map((message) => ({ message }));
    const [, line] = await checked(monitor({ '/health/detailed': { body: { ...degraded, reasons } } }));
    assert.match(line, /^CRITICAL - degraded: a; b; c; 2 more; route no traffic/);
  });

  it('leaves out what is not known: limits without /metrics, a P95 of nothing', async () => {
    const idle = { ...health, error_rate_percent: 0, p95_latency_ms: null, active_sessions: 1 };
    const [code, line] = await checked((path) => (path === '/health/detailed' ? { body: idle } : undefined));
    assert.equal(code, 0);
    assert.equal(
      line,
      'OK - healthy: error rate 0 %, no latency measured, 1 active session | error_rate=0% sessions=1 alerts=0',
    );
  });

  it('says so when there are too few requests to judge', async () => {
    const [, line] = await checked(monitor({ '/metrics': { body: { ...metrics, too_few_to_judge: true } } }));
    assert.match(line, /; too few requests to judge \|/);
  });

  it('takes the address of the app, or any of the monitor’s in it', async () => {
    for (const path of [
      '/',
      '/health',
      '/health/detailed',
      '/health/ready?x=1',
      '/metrics',
      '/metrics/',
      '/monitoring',
    ]) {
      assert.equal((await checked(monitor(), {}, path))[0], 0, path);
    }
    const under: Replies = (path) => (path.startsWith('/internal/') ? monitor()(path.slice(9)) : undefined);
    assert.equal((await checked(under, {}, '/internal'))[0], 0);
    assert.equal((await checked(under, {}, '/internal/metrics'))[0], 0);
  });

  it('sends the credentials of the address and never shows them', async () => {
    const wanted = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const guarded: Replies = (path, request) =>
      request.headers.authorization === wanted ? monitor()(path) : { status: 401, body: 'who?' };
    await serving(guarded, async (url) => {
      assert.equal((await check(url.replace('//', '//me:secret@'), OPTIONS)).code, 0);
      const refused = await check(url.replace('//', '//you:secret@'), OPTIONS);
      assert.equal(
        resultLine(refused),
        `UNKNOWN - ${url}/health/detailed answered 401: access is denied; give --token, or set ALIGN_MONITOR_VIEWER_TOKEN`,
      );
    });
  });

  it('says that a token is wrong, and still how the app is', async () => {
    const started = await createServer({ port: 0, access: { viewer: 'viewer-token-1' } });
    const { code, text } = await check(started.url, { ...OPTIONS, token: 'viewer-token-2' });
    await started.close();
    assert.equal(code, 0);
    assert.match(text, /^healthy: .*\/metrics answered 401: This token is not known\.$/);
    const baseline = monitor({ '/metrics': { status: 401, body: { error: { message: 'This token is not known.' } } } });
    const [three, line] = await checked(baseline, { token: 'wrong-token-1', baseline: 600 });
    assert.equal(three, 3);
    assert.match(line, /401: This token is not known; give another token/);
  });

  it('puts no full stop in front of a semicolon', async () => {
    const message = 'Something is wrong. The team has been alerted.';
    const [, line] = await checked(
      monitor({ '/health/detailed': { status: 503, body: { ...degraded, reasons: [], message } } }),
    );
    assert.match(line, /degraded: Something is wrong\. The team has been alerted; route no traffic to it/);
  });

  it('is unknown where nobody answers, or not as a monitor does', async () => {
    const port = await freePort();
    const nobody = await check(`http://127.0.0.1:${port}`, OPTIONS);
    assert.deepEqual(
      [nobody.code, nobody.text],
      [3, `http://127.0.0.1:${port}/health/detailed refused the connection`],
    );
    const answers: Reply[] = [
      { body: '<html>hello</html>' },
      { body: { ok: true } },
      { body: { ...health, status: 'fine' } },
      { status: 503, body: 'Service Unavailable' },
      { status: 302, headers: { location: '/login' }, body: '' },
      { status: 404, body: '' },
    ];
    for (const reply of answers) {
      const [code, line] = await checked(monitor({ '/health/detailed': reply }));
      assert.equal(code, 3);
      assert.match(
        line,
        /^UNKNOWN - http:\/\/app\/health\/detailed answered \d+: that is no answer of a monitor; \S.*/,
      );
    }
  });

  it('is unknown when the answer takes too long', async () => {
    const server = await listen(() => undefined);
    const { code, text } = await check(server.url, { ...OPTIONS, timeout: 0.1 });
    await server.close();
    assert.deepEqual([code, text], [3, `${server.url}/health/detailed did not answer in time`]);
  });

  it('is unknown for an address that is none, without showing its password', async () => {
    const { code, text } = await check('htp://me:secret@app', OPTIONS);
    assert.deepEqual([code, text.includes('secret')], [3, false]);
    assert.match(text, /url is '…@app'; allowed: an address that begins with http:\/\/ or https:\/\//);
  });
});

describe('align-monitor check --for lb', () => {
  const lb = (reply: Reply) =>
    checked((path) => (path === '/health/detailed?for=lb' ? reply : undefined), { for: 'lb' });

  it('goes by the status code alone', async () => {
    const [takes, line] = await lb({ status: 200, body: degraded });
    assert.equal(takes, 0);
    assert.match(line, /^OK - takes traffic \| error_rate=0\.4% /);
    assert.equal((await lb({ status: 503, body: health }))[0], 2);
    assert.equal((await lb({ status: 503, body: 'Service Unavailable' }))[0], 2);
  });

  it('is unknown at any other code, and at a page that is no monitor’s', async () => {
    assert.equal((await lb({ status: 404, body: '' }))[0], 3);
    assert.equal((await lb({ status: 200, body: '<html>hello</html>' }))[0], 3);
  });

  it('has no baseline', async () => {
    assert.equal((await checked(monitor(), { for: 'lb', baseline: 600 }))[0], 3);
  });
});

describe('align-monitor check --wait', () => {
  /** Checks a server that answers so one after the other, on a clock that jumps over the waiting. */
  async function waited(wait: number, ...replies: Reply[]): Promise<{ code: number; pauses: number[] }> {
    const clock = new FakeClock();
    const pauses: number[] = [];
    let asked = 0;
    const pause = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      clock.advance(milliseconds / 1000);
    };
    const inTurn: Replies = (path) =>
      path === '/health/detailed' ? replies[Math.min(asked++, replies.length - 1)] : monitor()(path);
    return serving(inTurn, async (url) => {
      const { code } = await check(url, { ...OPTIONS, wait }, { now: () => clock.monotonic(), pause });
      return { code, pauses };
    });
  }
  const starting = { status: 503, body: { error: { code: 'starting', message: 'The process is starting.' } } };

  it('asks every two seconds until it is healthy', async () => {
    const { code, pauses } = await waited(
      60,
      starting,
      { status: 502, body: '' },
      { body: degraded },
      { body: health },
    );
    assert.deepEqual({ code, pauses }, { code: 0, pauses: [2000, 2000, 2000] });
  });

  it('takes the last answer when the time ends', async () => {
    const { code, pauses } = await waited(5, starting, { body: degraded });
    assert.deepEqual({ code, pauses }, { code: 2, pauses: [2000, 2000, 1000] });
  });

  it('ends at once where asking again changes nothing: a wrong credential, a public that is shown nothing', async () => {
    for (const final of [
      { status: 401, body: { error: { code: 'wrong_token', message: 'no' } } },
      { body: { audience: 'public', view: 'none' } },
    ]) {
      assert.deepEqual(await waited(60, final, { body: health }), { code: 3, pauses: [] });
    }
    const limited = { status: 401, headers: { 'Retry-After': '4' }, body: '' };
    assert.deepEqual(await waited(60, limited, { body: health }), { code: 0, pauses: [4000] });
  });

  it('ends as soon as it is sure that the app has become worse, and goes on while it is too early to compare', async () => {
    const histories = [steps({ requests: 2 }, { requests: 1 }), steps({}, { failed: 3 }), steps({}, {})];
    const pauses: number[] = [];
    let asked = 0;
    const replies: Replies = (path) =>
      path.startsWith('/metrics/history')
        ? { body: { step_seconds: 15, steps: histories[Math.min(asked++, 2)] } }
        : monitor()(path);
    const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
    const options = { ...OPTIONS, wait: 60, baseline: 600 };
    const result = await serving(replies, (url) => check(url, options, { now: () => 0, pause }));
    assert.deepEqual([result.code, pauses], [1, [2000]]);
  });

  it('does not wait when all is well, nor without being told to', async () => {
    assert.deepEqual(await waited(60, { body: health }), { code: 0, pauses: [] });
    assert.deepEqual(await waited(0, starting, { body: health }), { code: 3, pauses: [] });
  });

  it('waits as long as the server asks for, up to half a minute', async () => {
    const patient = (seconds: string): Reply => ({ ...starting, headers: { 'Retry-After': seconds } });
    const replies = [patient('7'), patient('3600'), patient('soon'), { body: health }];
    assert.deepEqual(await waited(60, ...replies), { code: 0, pauses: [7000, 30_000, 2000] });
  });
});

describe('align-monitor check --baseline', () => {
  const baseline = async (answers: {
    history: Step[];
    stepSeconds?: number;
    deploy?: object;
    status?: object;
    acceptUnknown?: boolean;
  }) => {
    const { history, stepSeconds = 15, deploy = null, status = health, acceptUnknown = false } = answers;
    const asked: string[] = [];
    const replies: Replies = (path) => {
      asked.push(path);
      if (path.startsWith('/metrics/history')) return { body: { step_seconds: stepSeconds, steps: history } };
      return monitor({ '/health/detailed': { body: status }, '/metrics': { body: { ...metrics, deploy } } })(path);
    };
    const [code, line] = await checked(replies, { baseline: 600, acceptUnknown });
    return { code, line, asked };
  };

  it('says that the last five minutes are no worse than the ten before, and reads the finest history', async () => {
    const { code, line, asked } = await baseline({ history: steps({ failed: 1 }, { failed: 1 }) });
    assert.equal(code, 0);
    assert.match(line, /; no worse than the 10m before: error rate 1 % \(was 1 %\), latency about the same \| /);
    assert.ok(asked.includes('/metrics/history?range=15m'));
  });

  it('warns when more fail than before, with the figures', async () => {
    const { code, line } = await baseline({ history: steps({}, { failed: 3 }) });
    assert.equal(code, 1);
    assert.match(line, /^WARNING - healthy: .*; worse than the 10m before: error rate 3 % \(was 0 %\); compare at /);
  });

  it('warns when it is slower than before', async () => {
    const { code, line } = await baseline({ history: steps({}, { p95_ms: 180 }) });
    assert.equal(code, 1);
    assert.match(line, /; worse than the 10m before: latency 46 % higher; compare at /);
  });

  it('does not warn of a trifle, of one slow step, or of an improvement', async () => {
    const trifle = await baseline({ history: steps({ requests: 1_000_000 }, { requests: 1_000_000, failed: 2000 }) });
    const oneSlow = steps({}, {}).map((step, index) => (index === 50 ? { ...step, p95_ms: 9000 } : step));
    const better = await baseline({ history: steps({ failed: 9, p95_ms: 900 }, {}) });
    assert.deepEqual([trifle.code, (await baseline({ history: oneSlow })).code, better.code], [0, 0, 0]);
  });

  it('does not make degraded a warning', async () => {
    const { code } = await baseline({ history: steps({}, { failed: 30 }), status: degraded });
    assert.equal(code, 2);
  });

  it('is unknown while it is too early to compare, says what to do, and passes only where that is asked for', async () => {
    const history = steps({ requests: 2 }, { requests: 1 });
    const idle = await baseline({ history });
    assert.equal(idle.code, 3);
    assert.match(
      idle.line,
      /^UNKNOWN - healthy: .*; too early to compare with the 10m before: error rate 0 % \(was 0 %\), too early to say, latency not known, too early to say; .*--wait, .*--accept-unknown \| /,
    );
    const accepted = await baseline({ history, acceptUnknown: true });
    assert.deepEqual([accepted.code, /^OK - .*too early to compare/.test(accepted.line)], [0, true], accepted.line);
    const down = { requests: null, failed: null, p95_ms: null };
    assert.match((await baseline({ history: steps(down, {}) })).line, /too early to compare/);
    assert.equal((await baseline({ history, status: degraded, acceptUnknown: true })).code, 2);
  });

  it('tells one P95, that of the window; of latency before and since only how much it has changed', async () => {
    for (const [p95_ms, says] of [
      [123, /latency about the same/],
      [60, /latency 51 % lower/],
      [180, /latency 46 % higher/],
      [900, /latency 7 times as high/],
    ] as const) {
      const { line } = await baseline({ history: steps({}, { p95_ms }) });
      assert.match(line, says);
      assert.deepEqual(line.match(/P95 [\d.]+ ms/g), ['P95 131 ms'], line);
    }
  });

  it('compares with what was before the last deploy, by the server’s own verdict too', async () => {
    const time = new Date(NOW - 4 * 60_000).toISOString();
    const p95_ms = { before: 118, after: 121, verdict: 'no difference' };
    const verdict = { verdict: 'no difference', message: 'fine', p95_ms };
    const good = { version: '1.9', note: null, time, comparison: verdict };
    const history = Array.from({ length: 60 }, (_, index) => {
      const usual = { requests: 400, failed: 0, p95_ms: 120 };
      return { t: new Date(NOW - (60 - index) * 60_000).toISOString(), ...usual, failed: index < 56 ? 0 : 40 };
    });
    const fine = await baseline({
      history: history.map((step) => ({ ...step, failed: 1 })),
      stepSeconds: 60,
      deploy: good,
    });
    assert.equal(fine.code, 0);
    assert.match(
      fine.line,
      /; no worse than the 10m before 1\.9: error rate 0\.25 % since 1\.9 \(was 0\.25 %\), latency about the same \| /,
    );
    assert.ok(fine.asked.includes('/metrics/history?range=15m'));
    const failing = await baseline({ history, stepSeconds: 60, deploy: good });
    assert.equal(failing.code, 1);
    assert.match(failing.line, /; worse than the 10m before 1\.9: error rate 10 % since 1\.9 \(was 0 %\); compare at /);
    const told = { ...good, comparison: { verdict: 'worse', message: 'Error rate 9 % (before 0 %, worse)', p95_ms } };
    const worse = await baseline({ history: steps({}, {}), deploy: told });
    assert.equal(worse.code, 1);
    assert.match(
      worse.line,
      /^WARNING - healthy: 12 active sessions; worse since 1\.9: Error rate 9 % \(before 0 %, worse\); compare at /,
    );
    const old = { ...told, time: new Date(NOW - 40 * 60_000).toISOString() };
    assert.equal((await baseline({ history: steps({}, {}), deploy: old })).code, 0);
  });

  it('is unknown without a history, unless the app is degraded anyhow', async () => {
    assert.equal((await checked(monitor(), { baseline: 600 }))[0], 3);
    assert.equal((await checked(monitor({ '/health/detailed': { body: degraded } }), { baseline: 600 }))[0], 2);
  });
});

describe('the check command, really run', () => {
  const file = new URL('../../../server/cli/check.ts', import.meta.url).href;
  const program = `import { checkCommand } from ${JSON.stringify(file)}; await checkCommand().parseAsync();`;

  /** Runs it; both outputs together. */
  function run(...words: string[]): Promise<{ code: number | null; output: string }> {
    const flags = ['--import', 'tsx', '--input-type=module', '-e', program, '--'];
    const child = spawn(process.execPath, [...flags, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (output += chunk));
    }
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  }

  it('prints the line and ends with the code', async () => {
    await serving(monitor(), async (url) => assert.deepEqual(await run(url), { code: 0, output: `${HEALTHY_LINE}\n` }));
    const replies = monitor({ '/health/detailed': { status: 503, body: degraded } });
    await serving(replies, async (url) => assert.equal((await run(url, '--wait', '1s')).code, 2));
  });

  it('says in one line what is allowed when an argument is wrong, with exit code 3', async () => {
    const wrong: [words: string[], says: RegExp][] = [
      [[], /^UNKNOWN - missing required argument 'url'\n$/],
      [
        ['http://a', '--wait', '60'],
        /^UNKNOWN - option '--wait <duration>' .*'60' is invalid.*Allowed: 1s to 24h.*\n$/,
      ],
      [['http://a', '--for', 'me'], /^UNKNOWN - .*Allowed choices are deploy, lb\.\n$/],
      [['nonsense'], /^UNKNOWN - url is 'nonsense'; allowed: .*\n$/],
    ];
    const ended = await Promise.all(wrong.map(async ([words, says]) => ({ says, ...(await run(...words)) })));
    for (const { says, code, output } of ended) {
      assert.equal(code, 3, output);
      assert.match(output, says);
    }
  });
});
