import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import express from 'express';
import Koa from 'koa';
import { type Answer, ask, listen, type Listening, type Question } from '../support/http.js';
import { FakeClock } from '../support/fake-clock.js';

const TOKENS = { viewer: 'viewer-token-1', operator: ['operator-token-1', 'operator-token-2'] };
const HOUR = 3600;

describe('signing in', () => {
  const running: { app: Listening; monitor: Monitor }[] = [];
  const clock = new FakeClock();

  async function serve(options: MonitorOptions = {}): Promise<string> {
    const monitor = createMonitor({ access: TOKENS, clock, ...options });
    const app = await listen(new Koa().use(monitor.koa()).callback());
    running.push({ app, monitor });
    return app.url;
  }
  afterEach(async () => {
    for (const { app, monitor } of running.splice(0)) {
      await app.close();
      await monitor.close();
    }
  });

  const signIn = (url: string, token: string, headers: Record<string, string> = {}, query = ''): Promise<Answer> =>
    ask(`${url}/monitoring/sign-in${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(url).origin, ...headers },
      body: String(new URLSearchParams({ token })),
    });
  const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
  const session = async (url: string, cookie: string): Promise<Record<string, unknown>> =>
    JSON.parse((await ask(`${url}/monitoring/session`, { headers: { Cookie: cookie } })).body) as Record<
      string,
      unknown
    >;
  const mark = (url: string, headers: Record<string, string>): Promise<Answer> =>
    ask(`${url}/monitoring/deploys`, {
      ...{ method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{"version":"2"}' },
    });

  it('exchanges a token for a cookie of its role, and goes back to the page', async () => {
    const url = await serve();
    for (const [token, audience] of [
      ['viewer-token-1', 'viewer'],
      ['operator-token-2', 'operator'],
    ] as const) {
      const answer = await signIn(url, ` ${token} `, {}, '?return=/courses%3Fweek=7');
      assert.deepEqual([answer.status, answer.headers.location], [303, '/courses?week=7']);
      const [cookie] = answer.headers['set-cookie'] ?? [];
      assert.match(cookie ?? '', /^align-monitor=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
      assert.ok(!cookie?.includes(token));
      const { audience: found, until } = await session(url, cookieOf(answer));
      assert.equal(found, audience);
      assert.equal(Date.parse(String(until)), clock.wall() + 12 * HOUR * 1000);
    }
  });

  it('leads nowhere but to this server', async () => {
    const url = await serve();
    for (const target of [
      '//attacker.example',
      'https://attacker.example',
      '/\\attacker.example',
      'javascript:1',
      '',
    ]) {
      const answer = await signIn(url, 'viewer-token-1', {}, `?${new URLSearchParams({ return: target })}`);
      assert.equal(answer.headers.location, '../monitoring', target);
    }
  });

  it('ends after twelve hours, and when the token is removed; it holds in every process that has the token', async () => {
    const url = await serve();
    const cookie = cookieOf(await signIn(url, 'operator-token-1'));
    const other = await serve();
    assert.equal((await session(other, cookie))['audience'], 'operator');
    const rotated = await serve({ access: { operator: ['operator-token-2'], viewer: TOKENS.viewer } });
    assert.equal((await session(rotated, cookie))['audience'], 'public');
    clock.advance(12 * HOUR + 1);
    assert.equal((await session(url, cookie))['audience'], 'public');
  });

  it('cannot be forged: a changed end, code or role is none', async () => {
    const url = await serve();
    const cookie = cookieOf(await signIn(url, 'viewer-token-1'));
    const [end = '', code = ''] = cookie.replace('align-monitor=', '').split('.');
    for (const forged of [`${Number(end) + 1}.${code}`, `${end}.${code.replace(/^./, '_')}`, `${end}.`, end, '.', '']) {
      assert.equal((await session(url, `align-monitor=${forged}`))['audience'], 'public', forged);
    }
  });

  it('makes a cookie that only https gets, where the browser uses https', async () => {
    const url = await serve({ url: 'https://portal.example', trustProxy: true });
    const [cookie = ''] =
      (await signIn(url, 'viewer-token-1', { Origin: 'https://portal.example' })).headers['set-cookie'] ?? [];
    assert.match(cookie, /^__Host-align-monitor=.*; Path=\/; .*; Secure$/);
    assert.equal((await session(url, cookie.split(';', 1)[0] ?? ''))['audience'], 'viewer');
    const under = await serve({ basePath: '/internal' });
    const [narrow = ''] =
      (
        await signIn(`${under}/internal`, 'viewer-token-1', {
          Origin: 'https://x.example',
          'Sec-Fetch-Site': 'same-origin',
        })
      ).headers['set-cookie'] ?? [];
    assert.match(narrow, /^__Secure-align-monitor=.*; Path=\/internal; .*; Secure$/);
  });

  it('works behind body parsers of the app’s', async () => {
    const monitor = createMonitor({ access: TOKENS });
    const parser: Koa.Middleware = async (context, next) => {
      let text = '';
      for await (const chunk of context.req) text += String(chunk);
      Object.assign(context.request, { body: Object.fromEntries(new URLSearchParams(text)) });
      await next();
    };
    const koa = await listen(new Koa().use(parser).use(monitor.koa()).callback());
    assert.equal((await signIn(koa.url, 'viewer-token-1')).status, 303);
    await koa.close();
    const connect = await listen(express().use(express.urlencoded()).use(monitor.connect()));
    assert.equal((await signIn(connect.url, 'viewer-token-1')).status, 303);
    await connect.close();
    await monitor.close();
  });

  it('out removes the cookie', async () => {
    const url = await serve();
    const answer = await ask(`${url}/monitoring/sign-out`, { method: 'POST', headers: { Origin: url } });
    assert.equal(answer.status, 303);
    assert.match(answer.headers['set-cookie']?.[0] ?? '', /^align-monitor=; Path=\/; Max-Age=0; /);
  });

  it('lets a page of the same origin change things, and no other page', async () => {
    const url = await serve();
    const Cookie = cookieOf(await signIn(url, 'operator-token-1'));
    const expected: [Record<string, string>, number][] = [
      [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://portal.example' }, 201],
      [{ Origin: url }, 201],
      [{}, 403],
      [{ 'Sec-Fetch-Site': 'same-site', Origin: url }, 403],
      [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
      [{ 'Sec-Fetch-Site': 'none' }, 403],
      [{ Origin: 'https://attacker.example' }, 403],
      [{ Origin: 'null' }, 403],
    ];
    for (const [headers, status] of expected) {
      assert.equal((await mark(url, { Cookie, ...headers })).status, status, JSON.stringify(headers));
    }
    const behind = await serve({ url: 'https://portal.example/app' });
    assert.equal((await mark(behind, { Cookie, Origin: 'https://portal.example', Host: 'upstream' })).status, 201);
    assert.equal((await mark(behind, { Cookie, Origin: 'https://other.example', Host: 'upstream' })).status, 403);
  });

  it('by a pipeline’s bearer token needs no Origin, but no page of another origin may send one', async () => {
    const url = await serve();
    const Authorization = 'Bearer operator-token-1';
    assert.equal((await mark(url, { Authorization })).status, 201);
    assert.equal((await mark(url, { Authorization, Origin: 'https://attacker.example' })).status, 403);
  });

  it('from a page of another origin is refused', async () => {
    const url = await serve();
    const answer = await signIn(url, 'viewer-token-1', { Origin: 'https://attacker.example' });
    assert.deepEqual([answer.status, answer.headers['set-cookie']], [403, undefined]);
  });

  it('shows a page that needs no script and may load nothing', async () => {
    const url = await serve();
    const { body, headers, status } = await ask(`${url}/monitoring/sign-in?return=/a%22%3E%3Cscript%3E`);
    assert.equal(status, 200);
    assert.match(body, /<form method="post" action="sign-in\?return=%2Fa%22%3E%3Cscript%3E">/);
    assert.match(body, /href="\/a&quot;&gt;&lt;script&gt;"/);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    const german = await ask(`${url}/monitoring/sign-in`, {
      headers: { 'Accept-Language': 'de-CH,de;q=0.9,en;q=0.8' },
    });
    assert.match(german.body, /<html lang="de">/);
  });
});

describe('wrong tokens', () => {
  const bearer = (token: string, more: Record<string, string> = {}): Question => ({
    headers: { Authorization: `Bearer ${token}`, ...more },
  });

  async function withMonitor(options: MonitorOptions, test: (url: string, clock: FakeClock) => Promise<void>) {
    const clock = new FakeClock();
    const monitor = createMonitor({ access: TOKENS, clock, ...options });
    const app = await listen(new Koa().use(monitor.koa()).callback());
    try {
      await test(`${app.url}/metrics`, clock);
    } finally {
      await app.close();
      await monitor.close();
    }
  }

  it('are limited by address, while the right one from there is always accepted', () =>
    withMonitor({}, async (url, clock) => {
      const statuses: number[] = [];
      for (let count = 0; count < 12; count++) statuses.push((await ask(url, bearer(`wrong-${count}`))).status);
      assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429, 429]);
      const limited = await ask(url, bearer('wrong'));
      assert.equal(limited.headers['retry-after'], '60');
      assert.equal((await ask(url, bearer('operator-token-2'))).status, 200);
      assert.equal((await ask(url)).status, 200);
      clock.advance(61);
      assert.equal((await ask(url, bearer('wrong'))).status, 401);
    }));

  it('count for the address of the socket, whatever a client says, unless a proxy is trusted', async () => {
    const many = async (url: string): Promise<number> => {
      let last = 0;
      for (let count = 0; count < 11; count++) {
        const forged = `10.0.0.${count}, 10.9.9.${count}`;
        last = (await ask(url, bearer('wrong', { 'X-Forwarded-For': forged }))).status;
      }
      return last;
    };
    await withMonitor({}, async (url) => assert.equal(await many(url), 429));
    await withMonitor({ trustProxy: true }, async (url) => assert.equal(await many(url), 401));
  });

  it('count for the address alone, where a proxy adds the port of the connection', () =>
    withMonitor({ trustProxy: true }, async (url) => {
      for (const address of ['203.0.113.9', '[2001:db8::1]']) {
        let last = 0;
        for (let port = 4000; port <= 4010; port++) {
          last = (await ask(url, bearer('wrong', { 'X-Forwarded-For': `${address}:${port}` }))).status;
        }
        assert.equal(last, 429, address);
      }
    }));

  it('of another scheme are none', () =>
    withMonitor({}, async (url) => {
      for (const Authorization of ['Basic dXNlcjpwYXNz', 'Digest x', 'Bearer']) {
        const { status, body } = await ask(url, { headers: { Authorization } });
        assert.deepEqual([status, (JSON.parse(body) as { audience: string }).audience], [200, 'public'], Authorization);
      }
    }));
});
