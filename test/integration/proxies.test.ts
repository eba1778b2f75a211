/** Strangers, and people with credentials, on every way to a server: directly, and through real proxies beside it. */

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import Koa from 'koa';
import { allRoutes } from '../../server/api/app.js';
import type { Route } from '../../server/api/route.js';
import { createMonitor, type Monitor } from '../../server/monitor.js';
import type { MonitorOptions } from '../../server/options/monitor-options.js';
import { type Answer, ask, type Question } from '../server/support/http.js';
import { programs, skipWithout } from './programs.js';
import { type Front, FRONTS, type Proxies, startProxies } from './proxies.js';

const skip = await skipWithout(programs.nginx, programs.haproxy);

const TOKENS = { viewer: 'viewer-token-1', operator: 'operator-token-1', ingest: 'ingest-token-1' };
const OWN_ORIGIN = 'https://portal.example';

/** Nobody, a wrong token, and the right ones. */
type Who = 'nobody' | 'wrong' | keyof typeof TOKENS;

const routes: Route[] = allRoutes({ origins: [] } as never, () => undefined);

/** What strangers say of themselves, and whether it makes them a page of another origin: with one Host or the other. */
const FORGED: Record<string, { headers: Record<string, string>; isForeign: boolean | 'perhaps' }> = {
  nothing: { headers: {}, isForeign: false },
  'this machine': {
    headers: {
      ...{ Host: 'localhost', Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' },
      ...{ 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', 'X-Forwarded-Host': 'localhost' },
      Forwarded: 'for=127.0.0.1;host=localhost;proto=https',
    },
    isForeign: false,
  },
  'the app’s own origin': {
    headers: { Origin: OWN_ORIGIN, Host: 'portal.example', 'X-Forwarded-For': '::1, 127.0.0.1' },
    isForeign: false,
  },
  'a name of their own for this machine': {
    headers: { Origin: 'http://attacker.example', Host: 'attacker.example', 'X-Real-IP': '::1' },
    isForeign: 'perhaps',
  },
  'another origin': {
    headers: { Origin: 'https://attacker.example', 'X-Forwarded-For': '203.0.113.9' },
    isForeign: true,
  },
  'another site': {
    headers: { Origin: OWN_ORIGIN, 'Sec-Fetch-Site': 'cross-site', Forwarded: 'for="[::1]"' },
    isForeign: true,
  },
};

/** An app with a monitor, and all ways to it. */
class Scene {
  readonly monitor: Monitor;
  readonly ways = new Map<Front | 'directly' | 'directly, HTTP/2', (path: string, q: Question) => Promise<Answer>>();
  #close: (() => Promise<void>)[] = [];

  constructor(options: MonitorOptions) {
    this.monitor = createMonitor({ version: 'secret-version', url: OWN_ORIGIN, ...options });
    this.monitor.addCheck('secret-check', () => Promise.reject(new Error('secret-message')));
    this.monitor.recordError({ type: 'timeout', message: 'secret-message', endpoint: '/secret-endpoint' });
    this.monitor.recordRequest({
      ...{ endpoint: '/secret-endpoint', method: 'GET', statusCode: 200, latencyMs: 1 },
      ...{ sessionId: 'secret-session', feature: 'secret-feature' },
    });
  }

  async start(): Promise<void> {
    const app = new Koa().use(this.monitor.koa());
    const answer = app.callback();
    const http1 = createServer((request, response) => void answer(request, response));
    const listener = ((request, response) => void answer(request, response)) as RequestListener;
    const http2 = createHttp2Server(listener as never);
    const sessions = new Set<{ destroy: () => void }>();
    http2.on('session', (session) => sessions.add(session));
    for (const server of [http1, http2]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const upstream = { http1: portOf(http1), http2: portOf(http2) };
    const proxies: Proxies = await startProxies(upstream);
    const direct = `http://127.0.0.1:${upstream.http1}`;
    const client = connectHttp2(`http://127.0.0.1:${upstream.http2}`);
    this.ways.set('directly', (path, question) => ask(direct + path, question));
    this.ways.set('directly, HTTP/2', (path, question) => askHttp2(client, path, question));
    for (const front of FRONTS) this.ways.set(front, (path, question) => ask(proxies.url(front) + path, question));
    this.#close = [
      proxies.close,
      () => new Promise((done) => client.close(done)),
      async () => {
        http1.closeAllConnections();
        for (const session of sessions) session.destroy();
        await Promise.all([http1, http2].map((server) => new Promise((done) => server.close(done))));
      },
      () => this.monitor.close(),
    ];
  }

  async close(): Promise<void> {
    for (const close of this.#close) await close();
  }
}

describe('through every proxy and directly', { skip, timeout: 60_000 }, () => {
  const settings = {
    'in the default setting': { options: {}, who: ['nobody', 'wrong'] },
    'with tokens': {
      options: { access: TOKENS, trustProxy: true },
      who: ['nobody', 'wrong', 'ingest', 'viewer', 'operator'],
    },
  } satisfies Record<string, { options: MonitorOptions; who: Who[] }>;

  for (const [setting, { options, who }] of Object.entries(settings)) {
    describe(setting, () => {
      let scene: Scene;
      before(async () => {
        scene = new Scene(options);
        await scene.start();
      });
      after(() => scene.close());

      for (const way of ['directly', 'directly, HTTP/2', ...FRONTS] as const) {
        it(`${way}: each is answered what it may see, and strangers change nothing`, async () => {
          const send = scene.ways.get(way) ?? assert.fail();
          for (const person of who) {
            const state = stateOf(scene.monitor);
            const questions = routes.flatMap((route) =>
              Object.entries(FORGED).map(([name, forged]) => ({ route, name, forged })),
            );
            await Promise.all(
              questions.map(async ({ route, name, forged: { headers, isForeign } }) => {
                const answer = await send(addressOf(route), questionFor(route, person, headers));
                const what = `${route.method} ${route.path} by ${person}, who says ${name}`;
                const expected = expectedStatuses(route, person, route.method === 'POST' && isForeign);
                assert.ok(expected.includes(answer.status), `${what}: ${answer.status} and not ${expected.join(', ')}`);
                const isPublic = !['viewer', 'operator'].includes(person);
                if (isPublic) for (const text of HIDDEN) assert.ok(!answer.body.includes(text), `${what}: ${text}`);
                const audience = audienceIn(answer);
                if (audience !== undefined) assert.equal(audience, isPublic ? 'public' : person, what);
              }),
            );
            if (person === 'nobody' || person === 'wrong' || person === 'viewer') {
              assert.deepEqual(stateOf(scene.monitor), state, `${person} has changed something`);
            }
          }
        });
      }
    });
  }

  describe('a browser that has signed in', () => {
    let scene: Scene;
    before(async () => {
      scene = new Scene({ access: TOKENS, trustProxy: true });
      await scene.start();
    });
    after(() => scene.close());

    for (const way of ['directly', 'directly, HTTP/2', ...FRONTS] as const) {
      it(`${way}: can act on its own page, and no other page can in its name`, async () => {
        const send = scene.ways.get(way) ?? assert.fail();
        const signedIn = await signIn(send, { Origin: OWN_ORIGIN, 'Sec-Fetch-Site': 'same-origin' });
        assert.equal(signedIn.status, 303, signedIn.body);
        const Cookie = signedIn.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
        const mark = async (headers: Record<string, string>): Promise<number> =>
          (
            await send('/monitoring/deploys', {
              ...{ method: 'POST', headers: { 'Content-Type': 'application/json', Cookie, ...headers } },
              body: '{"version":"2"}',
            })
          ).status;
        assert.equal(await mark({ Origin: OWN_ORIGIN, 'Sec-Fetch-Site': 'same-origin' }), 201);
        assert.equal(await mark({ Origin: OWN_ORIGIN }), 201);
        assert.equal(await mark({}), 403);
        assert.equal(await mark({ Origin: 'https://attacker.example' }), 403);
        assert.equal(await mark({ Origin: OWN_ORIGIN, 'Sec-Fetch-Site': 'cross-site' }), 403);
        assert.equal(await mark({ Origin: 'null', 'Sec-Fetch-Site': 'same-site' }), 403);
      });
    }

    it('over https gets a cookie that no other host can set and http never gets', async () => {
      const send = scene.ways.get('nginx, TLS in front') ?? assert.fail();
      // Without an Origin, only what the trusted proxy says tells.
      const [cookie = ''] = (await signIn(send, {})).headers['set-cookie'] ?? [];
      assert.match(cookie, /^__Host-align-monitor=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/);
    });
  });
});

/** Texts that only viewers and operators may see. */
const HIDDEN = ['secret-', hostname(), '"heap', '"evidence', '"pid'];

function addressOf({ path }: Route): string {
  return path.replace(':id', 'x').replace(':file', 'none.js');
}

function questionFor(route: Route, who: Who, headers: Record<string, string>): Question {
  const token = who === 'nobody' ? undefined : who === 'wrong' ? 'viewer-token-2' : TOKENS[who];
  const type = route.path.endsWith('/ingest')
    ? 'application/x-ndjson'
    : route.path.includes('/sign-')
      ? 'application/x-www-form-urlencoded'
      : 'application/json';
  return {
    method: route.method,
    headers: {
      ...headers,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(route.method === 'POST' && { 'Content-Type': type }),
    },
    ...(route.method === 'POST' && { body: BODIES[route.path] ?? '{}' }),
  };
}

const BODIES: Record<string, string> = {
  '/monitoring/deploys': '{"version":"forged"}',
  '/monitoring/alerts/mute': '{"type":"5xx_detected","minutes":5}',
  '/monitoring/errors/:id/mute': '{"minutes":5}',
  '/monitoring/ingest': '{"kind":"request","endpoint":"/forged","method":"GET","statusCode":200,"latencyMs":1}',
  '/monitoring/sign-in': 'token=viewer-token-2',
};

/** What a route may answer: to those who may ask, and to the others. */
function expectedStatuses({ method, path, rule }: Route, who: Who, isForeign: boolean | 'perhaps'): number[] {
  const mayAct = { viewer: ['viewer', 'operator'], operator: ['operator'], ingest: ['ingest'] };
  if (rule === 'reads' && who === 'wrong') return [401, 429];
  if (rule === 'viewer' || rule === 'operator' || rule === 'ingest') {
    if (who === 'nobody') return [401];
    if (who === 'wrong') return [401, 429];
    if (!mayAct[rule].includes(who)) return [403];
  }
  const key = path.replace(/^.*[/]/, `${method} `);
  // There is no alert and no error group of the id that is asked for.
  const own = path.includes('/:id/') ? [404] : (OTHER_STATUSES[key] ?? [200]);
  return isForeign === true ? [403] : isForeign === 'perhaps' ? [403, ...own] : own;
}

/** By method and last part of the path; the others answer 200. */
const OTHER_STATUSES: Record<string, number[]> = {
  'GET :file': [404],
  'POST deploys': [201],
  'POST ingest': [202],
  'POST sign-in': [401, 429],
  'POST sign-out': [303],
};

/** What strangers would change. */
function stateOf(monitor: Monitor): unknown {
  const { deploy, mutes, alerts, error_groups, summary } = monitor.metrics();
  return { deploy, mutes, alerts, error_groups, requests: summary.total_requests };
}

function audienceIn({ headers, body }: Answer): unknown {
  if (headers['content-type']?.startsWith('application/json') !== true) return undefined;
  return (JSON.parse(body) as { audience?: unknown }).audience;
}

function signIn(
  send: (path: string, question: Question) => Promise<Answer>,
  headers: Record<string, string>,
): Promise<Answer> {
  return send('/monitoring/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: `token=${TOKENS.operator}`,
  });
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port;
}

function askHttp2(
  client: ReturnType<typeof connectHttp2>,
  path: string,
  { method = 'GET', headers = {}, body: sent }: Question,
): Promise<Answer> {
  const { Host, ...rest } = headers;
  return new Promise((resolve, reject) => {
    const stream = client.request({
      ...{ ':method': method, ':path': path, ...(Host !== undefined && { ':authority': Host }) },
      ...rest,
    });
    let body = '';
    let answered: Record<string, string | string[] | undefined> = {};
    stream.setEncoding('utf8');
    stream.on('response', (received) => (answered = received as typeof answered));
    stream.on('data', (chunk: string) => (body += chunk));
    stream.on('end', () => resolve({ status: Number(answered[':status']), headers: answered, body }));
    stream.on('error', reject);
    stream.end(sent);
  });
}
