/** What is counted where several requests share a connection, and where one becomes a websocket. */

import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { until } from '../../support/http.js';
import { WebSocket, WebSocketServer } from 'ws';
import { exchange } from '../support/client.js';
import { isHttp2, type Row } from './row.js';

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: app\r\n${headers}\r\n`;
const LAST = 'Connection: close\r\n';

export const connections: readonly Row[] = [
  {
    name: 'pipelined requests are counted once each, with their own status',
    isUnknownTo: isHttp2,
    async run({ served, counted, adapter }) {
      const sent = get('/items/1') + get('/nowhere') + get('/throws') + get('/items/2') + get('/moved', LAST);
      const read = await exchange(served.url, sent);
      const codes = Array.from(read.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, code]) => Number(code));
      assert.deepEqual(codes, [200, 404, 500, 200, 302]);
      const { summary, errors, top_endpoints } = await counted(5);
      assert.deepEqual([summary.total_requests, summary.in_flight], [5, 0]);
      assert.deepEqual([errors.total_4xx, errors.total_5xx, errors.total_aborted], [1, 1, 0]);
      assert.equal(top_endpoints[`GET ${adapter.templates.item}`], adapter.templates.item === '(unmatched)' ? 5 : 2);
    },
  },
  {
    name: 'requests that wait behind another when their client leaves do not stay open for ever',
    isUnknownTo: isHttp2,
    async run({ served, counted, inFlight, pass }) {
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(get('/hangs') + get('/items/1') + get('/hangs'));
      await inFlight(3);
      socket.destroy();
      await counted(1);
      pass(1);
      const { summary, errors } = await counted(3);
      assert.deepEqual([summary.total_requests, summary.in_flight, summary.failed_requests], [3, 0, 0]);
      assert.equal(errors.total_aborted, 3);
    },
  },
  ...Object.entries({
    'what is no request': 'NONSENSE\r\n\r\n',
    'a CONNECT that nobody listens for': 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n',
    'headers that are too long': get('/', `X: ${'x'.repeat(40_000)}\r\n`),
  }).map(([what, bytes]): Row => ({
    name: `a client that sends ${what} behind its request breaks off that request itself`,
    isUnknownTo: isHttp2,
    async run({ served, counted, inFlight }) {
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(get('/hangs'));
      await inFlight(1);
      socket.write(bytes);
      const { summary, errors } = await counted(1);
      assert.deepEqual([summary.failed_requests, errors.total_5xx, errors.total_aborted], [0, 0, 1]);
    },
  })),
  ...['/hangs', '/large'].map((path): Row => ({
    name: `a client that resets its stream is aborted, whatever the code (${path})`,
    isUnknownTo: (adapter) => !isHttp2(adapter),
    async run({ served, counted, inFlight }) {
      const INTERNAL_ERROR = 2;
      const session = connectHttp2(served.url);
      const stream = session.request({ ':path': path });
      stream.on('error', () => undefined);
      await inFlight(1);
      stream.close(INTERNAL_ERROR);
      const { summary, errors } = await counted(1);
      session.destroy();
      assert.deepEqual([summary.failed_requests, errors.total_5xx, errors.total_aborted], [0, 0, 1]);
    },
  })),
  {
    name: 'a client that breaks the protocol is aborted',
    isUnknownTo: (adapter) => !isHttp2(adapter),
    async run({ served, counted, inFlight }) {
      const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
      const SETTINGS = [0, 0, 0, 4, 0, 0, 0, 0, 0];
      // `:method: GET`, `:scheme: http`, `:authority: a` and `:path: /hangs`, by the static table of HPACK.
      const headers = [0x82, 0x86, 0x41, 1, 97, 0x44, 6, ...Buffer.from('/hangs')];
      const REQUEST = [0, 0, headers.length, 1, 5, 0, 0, 0, 1, ...headers];
      const WINDOW_UPDATE_BY_NOTHING = [0, 0, 4, 8, 0, 0, 0, 0, 1, 0, 0, 0, 0];
      const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.write(Buffer.from([...Buffer.from(PREFACE), ...SETTINGS, ...REQUEST]));
      await inFlight(1);
      socket.write(Buffer.from(WINDOW_UPDATE_BY_NOTHING));
      const { summary, errors } = await counted(1);
      socket.destroy();
      assert.deepEqual([summary.failed_requests, errors.total_5xx, errors.total_aborted], [0, 0, 1]);
    },
  },
  {
    name: 'requests at once on one connection are counted once each',
    isUnknownTo: (adapter) => !isHttp2(adapter),
    async run({ ask, counted }) {
      await Promise.all(['/items/1', '/nowhere', '/throws', '/items/2', '/moved'].map((path) => ask(path)));
      const { summary, errors } = await counted(5);
      assert.deepEqual([summary.total_requests, errors.total_4xx, errors.total_5xx], [5, 1, 1]);
    },
  },
  {
    name: 'a websocket is counted as one upgrade, out of the percentiles, beside requests that are counted once',
    isUnknownTo: isHttp2,
    async run({ served, monitor, ask, counted, inFlight, adapter }) {
      const server = served.server as Server;
      monitor.http(server);
      const sockets = new WebSocketServer({ server, path: '/live' });
      try {
        const client = new WebSocket(`${served.url.replace('http', 'ws')}/live`);
        await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
        const { summary, errors, performance, endpoints } = await counted(1);
        assert.deepEqual([summary.total_requests, summary.failed_requests, performance.max_ms], [1, 0, null]);
        assert.deepEqual([errors.total_4xx, errors.total_aborted], [0, 0]);
        assert.equal(endpoints[0]?.endpoint, '(unmatched)');
        await inFlight(0);
        client.terminate();
        await ask('/items/1');
        const { top_endpoints } = await counted(2);
        assert.equal(top_endpoints[`GET ${adapter.templates.item}`], adapter.templates.item === '(unmatched)' ? 2 : 1);
      } finally {
        sockets.close();
      }
    },
  },
  {
    name: 'a refused upgrade is counted with the code of its refusal, and its raw path nowhere',
    isUnknownTo: isHttp2,
    async run({ served, monitor, counted }) {
      const server = served.server as Server;
      monitor.http(server);
      const sockets = new WebSocketServer({ server, path: '/live' });
      try {
        const client = new WebSocket(`${served.url.replace('http', 'ws')}/elsewhere`);
        let refusal: unknown;
        client.on('error', (error) => (refusal = error.message));
        await until(() => refusal !== undefined, 'the upgrade is refused');
        assert.equal(refusal, 'Unexpected server response: 400');
        const { summary, errors, endpoints } = await counted(1);
        assert.deepEqual([summary.total_requests, errors.total_4xx], [1, 1]);
        assert.equal(endpoints[0]?.endpoint, '(unmatched)');
      } finally {
        sockets.close();
      }
    },
  },
];
