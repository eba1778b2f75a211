import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { awaitingContinue, BodyError, closeConnection, readText } from '../../../server/api/request-body.js';
import { createServer as createMonitorServer } from '../../../server/standalone.js';
import { serve } from '../adapters/support/client.js';
import type { Served } from '../adapters/support/scene.js';
import { until } from '../support/http.js';

const LIMITS = { maxBytes: 100, types: ['text/plain'], withinMs: 50 };
const HEAD = 'POST / HTTP/1.1\r\nHost: app\r\nContent-Type: text/plain\r\n';

/** What a client is told, byte for byte. */
class Client {
  text = '';
  isClosed = false;
  readonly socket: Socket;

  constructor(url: string) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    this.socket.on('close', () => (this.isClosed = true)).on('error', () => undefined);
  }
}

describe('a request body', () => {
  let served: Served;
  let client: Client;
  /** Bytes of bodies that the app has been given. */
  let read = 0;
  afterEach(async () => {
    client.socket.destroy();
    await served.close();
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      read = 0;
      const text = await readText(request, response, LIMITS);
      read = text.length;
      response.end(`read ${text.length}`);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      closeConnection(request, response);
      response.writeHead(error.status).end(error.code);
    }
  };
  const begin = async (): Promise<void> => {
    const server = createServer((request, response) => void answer(request, response));
    server.on('checkContinue', (request, response) => {
      awaitingContinue.add(request);
      void answer(request, response);
    });
    served = await serve(server);
    client = new Client(served.url);
  };

  it('is given ten seconds, or less, to its last byte, and then 408 and the end of the connection', async () => {
    await begin();
    client.socket.write(`${HEAD}Content-Length: 50\r\n\r\n`);
    const drip = setInterval(() => client.socket.write('x'), 10);
    await until(() => client.isClosed, 'the connection is closed');
    clearInterval(drip);
    assert.match(client.text, /^HTTP\/1\.1 408 [^]*too_slow/);
  });

  it('is read when it comes in time, in any number of pieces', async () => {
    await begin();
    client.socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
    client.socket.write('2\r\nde\r\n0\r\n\r\n');
    await until(() => client.text.endsWith('read 5'), 'it is answered');
    assert.equal(client.isClosed, false);
  });

  it('that is too long is read no further, and the connection is closed', async () => {
    await begin();
    client.socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n80\r\n${'x'.repeat(128)}\r\n`);
    await until(() => client.isClosed, 'the connection is closed');
    assert.match(client.text, /^HTTP\/1\.1 413 /);
  });

  for (const [what, headers, status] of [
    ['too long', 'Content-Type: text/plain\r\nContent-Length: 101\r\n', 413],
    ['of another type', 'Content-Type: text/html\r\nContent-Length: 50\r\n', 415],
    ['compressed', 'Content-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 50\r\n', 415],
  ] as const) {
    it(`that is ${what} is refused before a byte of it has come, and nobody is told to go on`, async () => {
      await begin();
      client.socket.write(`POST / HTTP/1.1\r\nHost: app\r\n${headers}Expect: 100-continue\r\n\r\n`);
      await until(() => client.isClosed, 'the connection is closed');
      assert.match(client.text, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.equal(read, 0);
    });
  }

  it('that is accepted is asked for', async () => {
    await begin();
    client.socket.write(`${HEAD}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`);
    await until(() => client.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'), 'it is told to go on');
    client.socket.write('abc');
    await until(() => client.text.endsWith('read 3'), 'it is answered');
  });
});

describe('the standalone server', () => {
  it('asks for no body that it refuses, and closes the connection', async () => {
    const { url, close } = await createMonitorServer({ port: 0, access: { operator: 'operator-token-1' } });
    for (const [path, headers, status] of [
      ['ingest', 'Content-Type: application/x-ndjson\r\nX-Forwarded-For: 192.0.2.1\r\n', 401],
      ['deploys', 'Content-Type: application/json\r\nX-Forwarded-For: 192.0.2.1\r\n', 401],
      ['deploys', 'Content-Type: text/plain\r\nAuthorization: Bearer operator-token-1\r\n', 415],
    ] as const) {
      const client = new Client(url);
      const head = `POST /monitoring/${path} HTTP/1.1\r\nHost: localhost\r\n${headers}`;
      client.socket.write(`${head}Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n`);
      await until(() => client.isClosed, 'the connection is closed');
      assert.match(client.text, new RegExp(`^HTTP/1\\.1 ${status} `));
    }
    await close();
  });
});
