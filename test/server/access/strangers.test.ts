/** What a stranger must not be able to do to others: hold them up, leave requests open, lock them out. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttp2Server, connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import fastify from 'fastify';
import Koa from 'koa';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { ask, listen, until } from '../support/http.js';

const TOKENS = { viewer: 'viewer-token-1', operator: 'operator-token-1' };
/** As many as an endpoint answers at a time on one connection. */
const IN_FLIGHT = 8;
/** Bytes that are sent of an answer before the client takes them: more than the answers that are read, but for history. */
const WINDOW = 4000;

describe('a stranger', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  function monitorWith(access: MonitorOptions['access']): Monitor {
    const monitor = createMonitor({ access });
    closing.push(() => monitor.close());
    return monitor;
  }

  describe('over a connection that a proxy shares among its clients', () => {
    async function shared(): Promise<{ session: ClientHttp2Session; monitor: Monitor }> {
      const monitor = monitorWith(TOKENS);
      const answer = new Koa().use(monitor.koa()).callback();
      const server = createHttp2Server((request, response) => void answer(request as never, response as never));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        settings: { initialWindowSize: WINDOW },
      });
      closing.push(() => new Promise((resolve) => server.close(resolve)));
      server.once('session', (accepted) => closing.push(() => accepted.destroy()));
      closing.push(() => session.destroy());
      await once(session, 'connect');
      return { session, monitor };
    }
    const statusOf = (session: ClientHttp2Session, path: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path });
        stream.on('response', (headers) => resolve(Number(headers[':status']))).on('error', reject);
        stream.resume();
      });
    const readable = ['/health', '/health/detailed', '/metrics', '/monitoring'];

    it('bodies that one never sends hold up nobody, nor the sign-in of another', async () => {
      const { session } = await shared();
      const type = 'application/x-www-form-urlencoded';
      const signIn = { ':method': 'POST', ':path': '/monitoring/sign-in', 'content-type': type };
      for (let count = 0; count < 2 * IN_FLIGHT; count++) session.request(signIn).on('error', () => undefined);
      for (const path of readable) assert.equal(await statusOf(session, path), 200, path);
      const status = await new Promise((resolve) => {
        const stream = session.request(signIn).on('response', (headers) => resolve(headers[':status']));
        stream.end(`token=${TOKENS.viewer}`);
      });
      assert.equal(status, 303);
    });

    it('answers that one does not take hold up none of another endpoint', async () => {
      const { session } = await shared();
      let begun = 0;
      for (let count = 0; count < 2 * IN_FLIGHT; count++) {
        const stream = session.request({ ':path': '/metrics/history' }).on('error', () => undefined);
        stream.once('response', () => begun++);
        stream.pause();
      }
      await until(() => begun > 0, 'the first answers have begun');
      for (const path of readable) assert.equal(await statusOf(session, path), 200, path);
    });
  });

  describe('that sends a body to what reads none', () => {
    it('is answered, and the connection is closed', async () => {
      const monitor = monitorWith(TOKENS);
      const app = await listen(new Koa().use(monitor.koa()).callback());
      closing.push(app.close);
      const { port } = new URL(app.url);
      for (const [start, status] of [
        ['GET /metrics', 200],
        ['GET /align-monitor.js', 0],
        ['GET /metrics/', 308],
        ['PUT /metrics', 405],
        ['POST /monitoring/sign-out', 303],
        ['POST /monitoring/deploys', 401],
      ] as const) {
        for (const length of ['Content-Length: 1000000000', 'Transfer-Encoding: chunked']) {
          const socket = connect(Number(port), '127.0.0.1');
          let text = '';
          socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          socket.write(`${start} HTTP/1.1\r\nHost: app\r\n${length}\r\n\r\n`);
          await once(socket, 'close');
          if (status > 0) assert.match(text, new RegExp(`^HTTP/1.1 ${status} `));
        }
      }
    });
  });

  describe('an app’s login that hangs', () => {
    it('holds up no probe, page or file', async (test) => {
      test.mock.timers.enable({ apis: ['setTimeout'] });
      const monitor = monitorWith({ viewer: () => new Promise<boolean>(() => undefined) });
      const app = await listen(new Koa().use(monitor.koa()).callback());
      closing.push(app.close);
      const probes = ['/health', '/health/live', '/health/ready', '/health/detailed?for=lb'];
      for (const path of [...probes, '/monitoring', '/monitoring/sign-in']) {
        assert.equal((await ask(app.url + path)).status, 200, path);
      }
    });
  });

  describe('the routes in a Fastify app', () => {
    it('leave nothing open that Fastify takes for a path of theirs and they do not', async () => {
      for (const prefix of ['', '/internal']) {
        for (const isLax of [false, true]) {
          const monitor = monitorWith(TOKENS);
          const lax = { caseSensitive: !isLax, ignoreTrailingSlash: isLax, ignoreDuplicateSlashes: isLax };
          const app = fastify({ forceCloseConnections: true, routerOptions: lax });
          await app.register(monitor.fastifyRoutes, { prefix, audience: 'viewer' });
          const url = await app.listen({ port: 0, host: '127.0.0.1' });
          closing.push(() => app.close());
          assert.equal((await ask(`${url}${prefix}/metrics`)).status, 200);
          for (const path of [
            `${prefix}/%6Detrics`,
            `/${prefix}//metrics`,
            `${prefix}/monitoring/alerts//acknowledge`,
          ]) {
            const { status } = await ask(url + path, { method: path.endsWith('acknowledge') ? 'POST' : 'GET' });
            assert.equal(status, 404, path);
          }
        }
      }
    });
  });
});
