import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { ConnectionTurns } from '../../../server/api/connection-turns.js';
import { serve } from '../adapters/support/client.js';
import type { Served } from '../adapters/support/scene.js';
import { until } from '../support/http.js';

const MAX = 3;

/** A server that answers only when the test says so. */
class Stage {
  /** Requests whose turn it is and that have no answer yet. */
  readonly open: { url: string; response: ServerResponse }[] = [];
  readonly refused: string[] = [];
  arrived = 0;
  readonly #turns = new ConnectionTurns(MAX);

  readonly listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    this.arrived++;
    const url = request.url ?? '';
    if ((await this.#turns.enter(request, response)) === false) this.refused.push(url);
    else this.open.push({ url, response });
  };

  get urls(): string[] {
    return this.open.map(({ url }) => url);
  }

  /** Answers the oldest one. */
  answer(): void {
    this.open.shift()?.response.end('answer');
  }
}

describe('requests over one connection', () => {
  let served: Served | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await served?.close();
  });

  /** Sends requests at once. */
  const pipeline = async (stage: Stage, count: number): Promise<Socket> => {
    served ??= await serve(createServer((request, response) => void stage.listener(request, response)));
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    sockets.push(socket);
    const get = (index: number): string => `GET /${index} HTTP/1.1\r\nHost: app\r\n\r\n`;
    socket.write(Array.from({ length: count }, (_, index) => get(index)).join(''));
    const before = stage.arrived;
    await until(() => stage.arrived === before + count, 'all have arrived');
    return socket;
  };

  it('are answered a few at a time, in their order', async () => {
    served = undefined;
    const stage = new Stage();
    const socket = await pipeline(stage, 10);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    assert.deepEqual(stage.urls, ['/0', '/1', '/2']);
    const seen = ['/0', '/1', '/2'];
    for (let answered = 1; answered <= 10; answered++) {
      stage.answer();
      await until(() => text.split('answer').length - 1 === answered, 'the answer has come');
      assert.ok(stage.open.length <= MAX);
      seen.push(...stage.urls.filter((url) => !seen.includes(url)));
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 10 }, (_, index) => `/${index}`),
    );
  });

  it('wait for those of no other connection', async () => {
    served = undefined;
    const stage = new Stage();
    await pipeline(stage, 5);
    await pipeline(stage, 1);
    assert.equal(stage.open.length, MAX + 1);
  });

  it('wait no longer when it is lost', async () => {
    served = undefined;
    const stage = new Stage();
    const socket = await pipeline(stage, 5);
    socket.destroy();
    await until(() => stage.refused.length === 2, 'all have been told');
    assert.deepEqual(stage.refused, ['/3', '/4']);
  });

  it('take turns also when the host has removed all listeners of `close`', async () => {
    served = undefined;
    const stage = new Stage();
    await pipeline(stage, 4);
    for (const { response } of stage.open) response.removeAllListeners('close');
    stage.answer();
    await until(() => stage.urls.includes('/3'), 'the next one has its turn');
  });

  it('take turns in HTTP/2, where they are streams of one session', async () => {
    const stage = new Stage();
    served = await serve(
      createHttp2Server((request, response) => void stage.listener(request as never, response as never)),
    );
    const session = connectHttp2(served.url);
    for (let index = 0; index < 5; index++)
      session
        .request({ ':path': `/${index}` })
        .resume()
        .on('error', () => undefined);
    await until(() => stage.arrived === 5, 'all have arrived');
    assert.deepEqual(stage.urls, ['/0', '/1', '/2']);
    stage.answer();
    await until(() => stage.urls.length === MAX, 'the next one has its turn');
    session.destroy();
    await until(() => stage.refused.length === 1 || stage.urls.includes('/4'), 'the last one waits no longer');
  });
});
