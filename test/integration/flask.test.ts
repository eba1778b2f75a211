/** Flask apps that report their requests to the monitor: alone, and in several processes of gunicorn. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it, type TestContext } from 'node:test';
import { createServer, type MonitorServer } from '../../server/standalone.js';
import { programs, skipWithout } from './programs.js';
import { ask, freePort, listen, until } from '../server/support/http.js';

const TOKEN = 'flask-reports-here';
const app = fileURLToPath(new URL('flask_app.py', import.meta.url));
const skip = await skipWithout(programs.flask, programs.gunicorn);
const options = { skip, timeout: 60_000 };

const alone = (port: number): string[] => ['-B', app, String(port)];
const gunicorn =
  (...more: string[]) =>
  (port: number): string[] => [
    ...['-B', '-m', 'gunicorn', '--chdir', dirname(app), '-b', `127.0.0.1:${port}`],
    ...more,
    'flask_app:create_app()',
  ];

interface Flask {
  url: string;
  /** What it has logged so far. */
  log: () => string;
  /** Ends it as a deployment does. */
  end: () => Promise<void>;
}

/** Starts an app. */
async function start(
  test: TestContext,
  words: (port: number) => string[],
  reportUrl: string,
  token: string | undefined = TOKEN,
): Promise<Flask> {
  const port = await freePort();
  const env = { ...process.env, REPORT_URL: reportUrl, ALIGN_MONITOR_INGEST_TOKEN: token };
  const flask = spawn(programs.flask.command, words(port), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(flask, 'close');
  const end = async (): Promise<void> => {
    flask.kill();
    await closed;
  };
  test.after(end);
  let log = '';
  flask.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const isReady = (): boolean => /Running on|Listening at[^]*Booting worker/.test(log);
  await until(() => isReady() || flask.exitCode !== null, 'Flask listens');
  assert.equal(flask.exitCode, null, log);
  return { url: `http://127.0.0.1:${port}`, log: () => log, end };
}

async function startMonitor(test: TestContext): Promise<MonitorServer & { ingest: string }> {
  const made = await createServer({ port: 0, access: { ingest: TOKEN } });
  test.after(made.close);
  return { ...made, ingest: `${made.url}/monitoring/ingest` };
}

describe('the Flask example', () => {
  it('reports requests with their route templates, failures included', options, async (test) => {
    const { monitor, ingest } = await startMonitor(test);
    const { url } = await start(test, alone, ingest);
    for (const path of ['/items/1', '/items/2', '/nowhere', '/broken']) await ask(`${url}${path}`);
    await until(() => monitor.metrics().summary.total_requests === 4, 'four requests are reported');
    const { top_endpoints, errors, summary } = monitor.metrics();
    assert.deepEqual(top_endpoints, { 'GET /items/<int:item>': 2, 'GET (unmatched)': 1, 'GET /broken': 1 });
    assert.deepEqual([errors.total_5xx, errors.total_4xx, summary.failed_requests], [1, 1, 1]);
  });

  it(
    'leaves every answer as it is, and counts it once: of hooks, of handlers of errors, in parts',
    options,
    async (test) => {
      const { monitor, ingest } = await startMonitor(test);
      const { url } = await start(test, alone, ingest);
      const redirected = await ask(`${url}/items/1?signed-out`);
      assert.deepEqual([redirected.status, redirected.headers.location], [302, '/sign-in']);
      assert.equal((await ask(`${url}/items/1?late`)).status, 500);
      assert.equal((await ask(`${url}/broken?late`)).status, 500);
      assert.deepEqual(await ask(`${url}/handled`).then(({ status, body }) => [status, body]), [404, 'no such key']);
      assert.equal((await ask(`${url}/stream`)).body, '012');
      await until(() => monitor.metrics().summary.total_requests === 5, 'five requests are reported');
      const { top_endpoints, errors } = monitor.metrics();
      assert.deepEqual(top_endpoints, {
        'GET /items/<int:item>': 2,
        'GET /broken': 1,
        'GET /handled': 1,
        'GET /stream': 1,
      });
      assert.deepEqual([errors.total_5xx, errors.total_4xx], [2, 1]);
    },
  );

  for (const [name, words] of Object.entries({
    'made in each process': gunicorn('-w', '3'),
    'made before the processes are (--preload)': gunicorn('-w', '3', '--preload'),
    'with threads': gunicorn('-w', '2', '--threads', '4'),
  })) {
    it(`reports from all processes of gunicorn, to the last request: ${name}`, options, async (test) => {
      const { monitor, ingest } = await startMonitor(test);
      const { url, log, end } = await start(test, words, ingest);
      const seen = new Set<number>();
      let count = 0;
      for (; seen.size < 2 && count < 1000; count += 10) {
        const answers = await Promise.all(Array.from({ length: 10 }, (_, item) => ask(`${url}/items/${item}`)));
        for (const { body } of answers) seen.add((JSON.parse(body) as { process: number }).process);
      }
      assert.ok(seen.size > 1, 'one process has answered everything');
      await end();
      assert.deepEqual(monitor.metrics().top_endpoints, { 'GET /items/<int:item>': count });
      assert.doesNotMatch(log(), /align-monitor|Traceback/);
    });
  }

  it('does not hurt the app while the monitor is broken, and says so once', options, async (test) => {
    let reports = 0;
    const refusing = await listen((_, response) => {
      reports += 1;
      response.writeHead(500).end();
    });
    test.after(refusing.close);
    const { url, log } = await start(test, alone, refusing.url);
    for (const round of [1, 2, 3]) {
      assert.equal((await ask(`${url}/items/${round}`)).status, 200);
      await until(() => reports === round, 'a report is refused');
    }
    assert.equal(log().match(/requests were not reported/g)?.length, 1);
  });

  it('does not let a request wait for a monitor that does not answer', options, async (test) => {
    let waiting = 0;
    const silent = await listen(() => (waiting += 1));
    test.after(silent.close);
    const { url } = await start(test, alone, silent.url);
    await ask(`${url}/items/1`);
    await until(() => waiting === 1, 'a report waits for its answer');
    for (let item = 0; item < 20; item++) assert.equal((await ask(`${url}/items/${item}`)).status, 200);
    assert.equal(waiting, 1);
  });

  it('does nothing without a token, and says so', options, async (test) => {
    let reports = 0;
    const sink = await listen((_, response) => response.end(String((reports += 1))));
    test.after(sink.close);
    const { url, log, end } = await start(test, alone, sink.url, '');
    assert.equal((await ask(`${url}/items/1`)).status, 200);
    await end();
    assert.match(log(), /ALIGN_MONITOR_INGEST_TOKEN is not set/);
    assert.equal(reports, 0);
  });
});
