import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { doctor, doctorCommand, type DoctorResult } from '../../../server/cli/doctor.js';
import { createServer } from '../../../server/standalone.js';
import { freePort, listen } from '../support/http.js';

const TOKEN = 'operator-token-1';
const OPTIONS = { timeout: 10, token: TOKEN };

const statesOf = ({ findings }: DoctorResult): Record<string, string> =>
  Object.fromEntries(findings.map(({ about, state }) => [about, state]));
const textOf = ({ findings }: DoctorResult, about: string): string => {
  const found = findings.find((finding) => finding.about === about);
  return `${found?.text}: ${found?.advice}`;
};

describe('align-monitor doctor', () => {
  it('finds nothing missing in an app that has all', async () => {
    const metricsDir = await mkdtemp(join(tmpdir(), 'align-monitor-doctor-'));
    const app = await createServer({ port: 0, metricsDir, access: { operator: TOKEN } });
    await app.monitor.started;
    const request = { endpoint: '/items/:id', method: 'GET', statusCode: 200, latencyMs: 5, sessionId: 'anna' };
    app.monitor.recordRequest(request);
    app.monitor.recordError(new RangeError('none left'));
    const result = await doctor(app.url, OPTIONS);
    assert.equal(result.code, 0, JSON.stringify(result));
    assert.deepEqual(new Set(Object.values(statesOf(result))), new Set(['good']));
    await app.close();
    await rm(metricsDir, { recursive: true });
  });

  it('says of each thing that is missing what to do, with exit code 1', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN } });
    const unmatched = { endpoint: '(unmatched)', method: 'GET', statusCode: 500, latencyMs: 5 };
    for (let count = 0; count < 3; count++) app.monitor.recordRequest(unmatched);
    const result = await doctor(app.url, OPTIONS, () => Date.now() - 60_000);
    assert.equal(result.code, 1);
    assert.match(textOf(result, 'routes'), /100 % of the requests are \(unmatched\): .*option endpoint.*foldPaths/);
    assert.match(textOf(result, 'sessions'), /no request carries one: .*sessionId: \{ cookie/);
    assert.match(
      textOf(result, 'errors'),
      /of 100 % only the status is known.*recordError.*app\.onError of Hono.*connectErrors/,
    );
    assert.match(textOf(result, 'storage'), /with each restart: set metricsDir/);
    assert.match(textOf(result, 'clock'), /60 s ahead of this machine's: .*NTP/);
    await app.close();
  });

  it('says so when no request was counted', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN } });
    const result = await doctor(app.url, OPTIONS);
    assert.match(textOf(result, 'requests'), /none since the start: .*in front of all others/);
    assert.deepEqual([statesOf(result)['routes'], statesOf(result)['sessions']], ['unknown', 'unknown']);
    await app.close();
  });

  it('sees what a stranger sees, and whether anybody could see more', async () => {
    const closed = await createServer({ port: 0, access: { public: 'status' } });
    const stranger = await doctor(closed.url, { timeout: 10 });
    assert.match(textOf(stranger, 'access'), /nobody can see more.*ALIGN_MONITOR_OPERATOR_TOKEN/);
    assert.match(textOf(stranger, 'the rest'), /not shown to the public: give --token/);
    await closed.close();
    const local = await createServer({ port: 0, access: 'local' });
    assert.match(
      textOf(await doctor(local.url, { timeout: 10 }), 'access'),
      /everybody on this machine is an operator/,
    );
    await local.close();
    const none = await createServer({ port: 0, access: { public: 'none', operator: TOKEN } });
    const refused = await doctor(none.url, { timeout: 10 });
    assert.equal(refused.code, 1);
    assert.match(JSON.stringify(refused.findings), /give --token/);
    await none.close();
  });

  it('sees that the app believes to be somewhere else than where it was asked', async () => {
    for (const [url, says] of [
      ['https://127.0.0.1:{port}', /trustProxy: true/],
      ['http://portal.example', /: ask me at http:\/\/portal\.example, /],
      ['http://127.0.0.1:1', /let the proxy pass the Host header on/],
    ] as const) {
      const port = await freePort();
      const app = await createServer({ port, access: { operator: TOKEN }, url: url.replace('{port}', String(port)) });
      const result = await doctor(app.url, OPTIONS);
      assert.match(textOf(result, 'proxies'), says);
      await app.close();
    }
  });

  it('asked on the app’s own machine of an app with a url, finds nothing missing, and leaves the url alone', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN }, url: 'https://shop.example' });
    const result = await doctor(app.url, OPTIONS);
    await app.close();
    assert.equal(statesOf(result)['proxies'], 'unknown');
    assert.doesNotMatch(textOf(result, 'proxies'), /set url/);
  });

  it('says that the token is wrong, once, and not that one has to be given', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN } });
    const result = await doctor(app.url, { timeout: 10, token: 'wrong-token-1' });
    await app.close();
    assert.equal(result.code, 1);
    assert.deepEqual(statesOf(result), { reachable: 'good', access: 'missing' });
    assert.match(textOf(result, 'access'), /401: This token is not known\.: give another token/);
    assert.doesNotMatch(textOf(result, 'access'), /ALIGN_MONITOR/);
  });

  it('does not fail where history is in memory, as in a new app, and only hints at a folder', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN } });
    app.monitor.recordRequest({ endpoint: '/a', method: 'GET', statusCode: 200, latencyMs: 5, sessionId: 'anna' });
    const result = await doctor(app.url, OPTIONS);
    await app.close();
    assert.deepEqual([result.code, statesOf(result)['storage']], [0, 'unknown'], JSON.stringify(result));
  });

  for (const endpoint of ['/{p*}', '*splat', '/*', '/:path(.*)', '/[...slug]', '/']) {
    it(`hints at the option endpoint where one route, ${endpoint}, has most of the requests`, async () => {
      const app = await createServer({ port: 0, access: { operator: TOKEN } });
      for (const name of [...Array<string>(20).fill(endpoint), '/other']) {
        app.monitor.recordRequest({ endpoint: name, method: 'GET', statusCode: 200, latencyMs: 5 });
      }
      const result = await doctor(app.url, OPTIONS);
      await app.close();
      assert.equal(statesOf(result)['routes'], 'unknown');
      assert.match(textOf(result, 'routes'), /9\d % .*: if these are several pages, .*option endpoint/);
    });
  }

  it('ends with 2 where nothing answers, and with 1 where what answers is no monitor', async () => {
    const nobody = await doctor(`http://127.0.0.1:${await freePort()}`, OPTIONS);
    assert.equal(nobody.code, 2);
    assert.match(textOf(nobody, 'reachable'), /refused the connection: does the app run/);
    assert.equal((await doctor('htp://me:secret@app', OPTIONS)).code, 2);
    const other = await listen((_request, response) => response.writeHead(404).end());
    const result = await doctor(other.url, OPTIONS);
    await other.close();
    assert.equal(result.code, 1);
    assert.match(textOf(result, 'reachable'), /no answer of a monitor: is the monitor in front/);
  });

  it('prints a line for each thing, or JSON', async () => {
    const app = await createServer({ port: 0, access: { operator: TOKEN } });
    const out: string[] = [];
    mock.method(console, 'log', (text: string) => out.push(text));
    await doctorCommand().parseAsync([app.url, '--token', TOKEN], { from: 'user' });
    await doctorCommand().parseAsync([app.url, '--token', TOKEN, '--json'], { from: 'user' });
    mock.restoreAll();
    process.exitCode = undefined;
    await app.close();
    const [text = '', json = ''] = out;
    const { code, findings } = JSON.parse(json) as DoctorResult;
    assert.equal(code, 1);
    assert.equal(text.split('\n').length, findings.length);
    assert.match(text, /^ok {2}reachable {2}the monitor answers\n!! {2}requests /);
  });
});
