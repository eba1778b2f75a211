import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type ConnectionLimits, createLimitedServer } from '../../../server/net/limited-server.js';
import { createServer } from '../../../server/standalone.js';
import { serve } from '../adapters/support/client.js';
import type { Served } from '../adapters/support/scene.js';
import { until } from '../support/http.js';

/** So long that nothing comes of it within a test. */
const NEVER = 60_000;
const SHORT = 50;
const PATIENT: ConnectionLimits = { headersMs: NEVER, requestMs: NEVER, keepAliveMs: NEVER, silentMs: NEVER };
const HUGE = 'x'.repeat(50_000_000);

describe('a connection of the standalone server', () => {
  let served: Served;
  let socket: Socket;
  let text: string;
  let isClosed: boolean;

  const begin = async (limits: Partial<ConnectionLimits>): Promise<void> => {
    const server = createLimitedServer(
      (request, response) => {
        request.on('data', () => undefined).on('end', () => response.end(request.url === '/huge' ? HUGE : 'answer'));
        request.on('error', () => undefined);
      },
      { ...PATIENT, ...limits },
    );
    served = await serve(server);
    socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('close', () => (isClosed = true)).on('error', () => undefined);
  };
  beforeEach(() => {
    text = '';
    isClosed = false;
  });
  afterEach(async () => {
    socket.destroy();
    await served.close();
  });

  it('on which nothing is sent is closed', async () => {
    await begin({ headersMs: SHORT });
    await until(() => isClosed, 'it is closed');
  });

  it('on which headers come slowly is closed', async () => {
    await begin({ headersMs: SHORT });
    socket.write('GET / HTTP/1.1\r\nHost: app\r\n');
    const drip = setInterval(() => socket.write('X: y\r\n'), SHORT / 5);
    await until(() => isClosed, 'it is closed');
    clearInterval(drip);
    assert.match(text, /^HTTP\/1\.1 408 /);
  });

  it('on which a body comes slowly is closed', async () => {
    await begin({ headersMs: SHORT, requestMs: SHORT });
    socket.write('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 10000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), SHORT / 5);
    await until(() => isClosed, 'it is closed');
    clearInterval(drip);
    assert.match(text, /^HTTP\/1\.1 408 /);
  });

  it('on which no further request comes is closed', async () => {
    await begin({ keepAliveMs: SHORT });
    socket.write('GET / HTTP/1.1\r\nHost: app\r\n\r\n');
    await until(() => isClosed, 'it is closed');
    assert.match(text, /answer/);
  });

  it('whose client does not take its answer is closed', async () => {
    await begin({ silentMs: SHORT });
    socket.pause();
    socket.write('GET /huge HTTP/1.1\r\nHost: app\r\n\r\n');
    let open = 1;
    await until(() => {
      served.server.getConnections((_, connections) => (open = connections));
      return open === 0;
    }, 'it is closed');
  });

  it('has limits', async () => {
    await begin({});
    const { server, close } = await createServer({ access: {}, port: 0 });
    assert.deepEqual(
      [server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.timeout],
      [10_000, 30_000, 10_000, 30_000],
    );
    assert.equal(server.maxConnections, 2000);
    await close();
  });
});
