/** Outgoing calls of this process, made with real clients to real servers. */

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type EventEmitter, once } from 'node:events';
import { Agent, get, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { get as getSecurely } from 'node:https';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { Client } from 'undici';
import type { DependencyFigures } from '../../../server/contract/index.js';
import { Dependencies } from '../../../server/dependencies/dependencies.js';
import { HostNames } from '../../../server/dependencies/host-names.js';
import { OutgoingCalls } from '../../../server/dependencies/outgoing-calls.js';
import { asOwn, isOwn } from '../../../server/net/own-calls.js';
import { freePort, listen, until } from '../support/http.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Calls under a clock that stands still, unless the test moves it. */
class Followed {
  now = 1000;
  readonly url: string;
  readonly errors: unknown[] = [];
  readonly dependencies = new Dependencies({ windowSeconds: 60 }, 0);

  private constructor(url: string, test: TestContext) {
    this.url = url;
    const calls = new OutgoingCalls({
      dependencies: this.dependencies,
      names: new HostNames(undefined),
      now: () => this.now,
      isOwn,
      onError: (error) => this.errors.push(error),
    });
    test.after(() => {
      calls.close();
      assert.deepEqual(this.errors, []);
    });
  }

  static async by(test: TestContext, listener: Listener): Promise<Followed> {
    const { url, close } = await listen(listener);
    test.after(close);
    return new Followed(url, test);
  }

  /** All calls of the server's host. */
  get figures(): DependencyFigures | undefined {
    const name = new URL(this.url).host;
    return this.all.find((each) => each.name === name);
  }

  get all(): DependencyFigures[] {
    return this.dependencies.figures(this.now, 0, 100);
  }

  /** Waits until so many calls have ended. */
  async ended(count: number): Promise<DependencyFigures> {
    await until(
      () => (this.figures?.requests ?? 0) + (this.figures?.aborted ?? 0) >= count,
      `${count} calls have ended`,
    );
    assert.ok(this.figures);
    assert.equal(this.figures.open, 0);
    return this.figures;
  }
}

/** Answers the first part, and the rest when the test says so. */
function halves(): { listener: Listener; finish: () => void } {
  let open: ServerResponse | undefined;
  return {
    listener: (_request, response) => {
      open = response;
      response.write('first');
    },
    finish: () => open?.end('rest'),
  };
}

/** Waits until a stream is closed, whatever errors it has; `once` would throw them. */
function closed(stream: EventEmitter): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}

/** A percentile is that of its bucket. */
function near(actual: number | null | undefined, expected: number): void {
  assert.ok(
    typeof actual === 'number' && Math.abs(actual - expected) <= 0.011 * expected + 0.001,
    `${actual} is not ${expected}`,
  );
}

/** What becomes of a request of `node:http`: the response, or the error. */
function outcome(url: string, options: object = {}): Promise<IncomingMessage | Error> {
  return new Promise((resolve) => get(url, { agent: false, ...options }, resolve).on('error', resolve));
}

describe('a call', () => {
  it('of fetch is counted once, with its host and without path, query and user', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end('ok'));
    await (await fetch(`${followed.url}/secret/path?token=abc`)).text();
    const { name, kind, requests, failed } = await followed.ended(1);
    assert.deepEqual(
      { name, kind, requests, failed },
      {
        ...{ name: new URL(followed.url).host, kind: 'http', requests: 1, failed: 0 },
      },
    );
    assert.doesNotMatch(JSON.stringify([...followed.dependencies.totals()]), /secret|abc/);
  });

  it('of fetch lasts until its body has been read', async (test) => {
    const { listener, finish } = halves();
    const followed = await Followed.by(test, listener);
    const response = await fetch(followed.url);
    followed.now += 700;
    assert.deepEqual([followed.figures?.open, followed.figures?.oldest_open_seconds], [1, 0.7]);
    finish();
    await response.text();
    near((await followed.ended(1)).p95_ms, 700);
  });

  it('of node:http lasts until its body has been read', async (test) => {
    const { listener, finish } = halves();
    const followed = await Followed.by(test, listener);
    const response = await outcome(followed.url);
    assert.ok(!(response instanceof Error));
    followed.now += 700;
    assert.equal(followed.figures?.open, 1);
    finish();
    response.resume();
    near((await followed.ended(1)).p95_ms, 700);
  });

  it('of node:http over a connection that is kept alive is one call each', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end('ok'));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    test.after(() => agent.destroy());
    const all = [1, 2, 3].map(() => outcome(followed.url, { agent }));
    for (const response of all) ((await response) as IncomingMessage).resume();
    assert.equal((await followed.ended(3)).failed, 0);
  });

  it('of the package undici is counted too', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end('ok'));
    const client = new Client(followed.url);
    const { body } = await client.request({ path: '/', method: 'GET' });
    await body.text();
    await client.close();
    assert.equal((await followed.ended(1)).failed, 0);
  });

  it('that is redirected is a call for each redirect', async (test) => {
    const followed = await Followed.by(test, ({ url }, response) => {
      if (url === '/old') response.writeHead(302, { location: '/new' });
      response.end();
    });
    await (await fetch(`${followed.url}/old`)).text();
    assert.equal((await followed.ended(2)).failed, 0);
  });

  it('is not answered by early hints', async (test) => {
    let answer: (() => void) | undefined;
    let hints = 0;
    const hinted = (): unknown => hints++;
    subscribe('undici:request:headers', hinted);
    test.after(() => unsubscribe('undici:request:headers', hinted));
    const followed = await Followed.by(test, (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      answer = () => response.writeHead(500).end();
    });
    const answered = fetch(followed.url);
    await until(() => hints === 1 && answer !== undefined, 'the hints have come');
    answer?.();
    await (await answered).text();
    assert.deepEqual((await followed.ended(1)).failures, { status: 1 });
  });

  it('that is upgraded ends with that', async (test) => {
    const followed = await Followed.by(test, () => undefined);
    const { url, server, close } = await listen(() => undefined);
    test.after(close);
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    });
    const sent = httpRequest(url, { headers: { connection: 'Upgrade', upgrade: 'echo' } });
    sent.end();
    const [, socket] = (await once(sent, 'upgrade')) as [IncomingMessage, Socket];
    await until(() => followed.all[0]?.requests === 1, 'the call has ended');
    assert.deepEqual([followed.all[0]?.open, followed.all[0]?.failed], [0, 0]);
    socket.destroy();
  });

  it('whose body nobody reads is counted by the time to its headers, after a minute', async (test) => {
    const followed = await Followed.by(test, (_request, response) => {
      followed.now += 30;
      response.end('x'.repeat(2_000_000));
    });
    const unread = await fetch(followed.url);
    followed.now += 59_000;
    followed.dependencies.sweep(followed.now);
    assert.equal(followed.figures?.open, 1);
    followed.now += 1000;
    followed.dependencies.sweep(followed.now);
    const { open, requests, p95_ms } = followed.figures;
    assert.deepEqual({ open, requests }, { open: 0, requests: 1 });
    near(p95_ms, 30);
    await unread.body?.cancel();
    assert.equal(followed.figures.requests, 1);
  });

  it('without an answer for an hour is a timeout, and followed no more', async (test) => {
    const followed = await Followed.by(test, () => undefined);
    const given = new AbortController();
    const never = fetch(followed.url, { signal: given.signal }).catch(() => undefined);
    await until(() => followed.figures?.open === 1, 'the call is open');
    followed.now += 3_600_000;
    followed.dependencies.sweep(followed.now);
    assert.deepEqual((await followed.ended(1)).failures, { timeout: 1 });
    given.abort();
    await never;
    assert.equal(followed.figures?.aborted, 0);
  });

  it('that began before the monitor is not known to it', async (test) => {
    const { listener, finish } = halves();
    const { url, close } = await listen(listener);
    test.after(close);
    const [early, other] = [await fetch(url), await outcome(url)];
    const followed = await Followed.by(test, () => undefined);
    finish();
    await early.body?.cancel();
    assert.ok(!(other instanceof Error));
    other.destroy();
    await closed(other);
    assert.deepEqual(followed.all, []);
  });
});

const http = (url: string, options: object = {}): Promise<unknown> =>
  outcome(url, options).then(async (response) => {
    if (response instanceof Error) return;
    response.on('error', () => undefined).resume();
    await closed(response);
  });
const undici = (url: string, options: object = {}): Promise<unknown> =>
  fetch(url, options)
    .then((response) => response.text())
    .catch(() => undefined);

for (const [client, call] of [
  ['fetch', undici],
  ['node:http', http],
] as const) {
  describe(`a call of ${client} fails`, () => {
    for (const [status, failures] of [
      [500, { status: 1 }],
      [503, { status: 1 }],
      [429, { status: 1 }],
      [404, {}],
      [302, {}],
    ] as const) {
      it(`${failures.status === 1 ? '' : 'not '}by the status ${status}`, async (test) => {
        const followed = await Followed.by(test, (_request, response) => response.writeHead(status).end());
        await call(followed.url, { redirect: 'manual' });
        assert.deepEqual((await followed.ended(1)).failures, failures);
      });
    }

    it('when the connection is refused', async (test) => {
      const followed = await Followed.by(test, () => undefined);
      await call(`http://127.0.0.1:${await freePort()}/`);
      assert.deepEqual(
        followed.all.map(({ failures, failed }) => [failures, failed]),
        [[{ refused: 1 }, 1]],
      );
    });

    it('when the connection is broken off, before the answer and within it', async (test) => {
      const followed = await Followed.by(test, ({ url, socket }, response) => {
        if (url === '/reset') socket.resetAndDestroy();
        else if (url === '/end') socket.end();
        else response.write('half', () => socket.end());
      });
      for (const path of ['/reset', '/end', '/half']) await call(followed.url + path);
      assert.deepEqual((await followed.ended(3)).failures, { refused: 3 });
    });

    it('when the name is not known', async (test) => {
      const followed = await Followed.by(test, () => undefined);
      await call('http://nowhere.invalid/');
      assert.deepEqual(
        followed.all.map(({ name, failures }) => [name, failures]),
        [['nowhere.invalid', { dns: 1 }]],
      );
    });

    it('by AbortSignal.timeout(), before the answer and within it', async (test) => {
      const followed = await Followed.by(test, ({ url }, response) => {
        if (url === '/half') response.write('half');
      });
      for (const path of ['/never', '/half']) await call(followed.url + path, { signal: AbortSignal.timeout(200) });
      assert.deepEqual((await followed.ended(2)).failures, { timeout: 2 });
    });

    it('not when the app itself gives it up: that is counted apart', async (test) => {
      const followed = await Followed.by(test, () => undefined);
      const given = new AbortController();
      const ended = call(followed.url, { signal: given.signal });
      await until(() => followed.figures?.open === 1, 'the call is open');
      given.abort();
      await ended;
      const { requests, failed, aborted } = await followed.ended(1);
      assert.deepEqual({ requests, failed, aborted }, { requests: 0, failed: 0, aborted: 1 });
    });
  });
}

describe('a call of node:http', () => {
  it('that the app destroys is given up, and within its answer counts by the time to its headers', async (test) => {
    const followed = await Followed.by(test, ({ url }, response) => {
      if (url !== '/never') response.write('half');
    });
    const never = get(`${followed.url}/never`).on('error', () => undefined);
    await until(() => followed.figures?.open === 1, 'the call is open');
    never.destroy();
    await followed.ended(1);
    for (const what of ['request', 'response'] as const) {
      const request = get(`${followed.url}/${what}`).on('error', () => undefined);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      followed.now += 500;
      response.on('error', () => undefined);
      (what === 'request' ? request : response).destroy();
      await closed(response);
    }
    const { requests, failed, aborted, p99_ms } = await followed.ended(3);
    assert.deepEqual({ requests, failed, aborted }, { requests: 2, failed: 0, aborted: 1 });
    near(p99_ms, 0);
  });

  it('that the app destroys at its event timeout is a timeout', async (test) => {
    const followed = await Followed.by(test, () => undefined);
    const request = get(followed.url, { timeout: 20 }).on('error', () => undefined);
    request.on('timeout', () => request.destroy());
    await closed(request);
    assert.deepEqual((await followed.ended(1)).failures, { timeout: 1 });
  });

  it('has the host that it goes to, whatever a Host header says that a client may have sent', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end());
    await http(followed.url, { headers: { host: 'chosen.example' } });
    assert.deepEqual(
      followed.all.map(({ name }) => name),
      ['127.0.0.1'],
    );
  });
});

describe('a call of https', () => {
  it('has its host, and fails where there is no TLS', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end());
    const url = followed.url.replace('http:', 'https:');
    await undici(url);
    await new Promise((resolve) => getSecurely(url).on('error', resolve));
    assert.deepEqual(
      followed.all.map(({ name, kind, failures }) => ({ name, kind, failures })),
      [{ name: new URL(url).host, kind: 'https', failures: { other: 2 } }],
    );
  });
});

describe('the monitor’s own calls', () => {
  it('are left out', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end());
    await asOwn(() => undici(followed.url));
    assert.deepEqual(followed.all, []);
  });
});

describe('several monitors', () => {
  it('each see all calls, until they are closed', async (test) => {
    const followed = await Followed.by(test, (_request, response) => response.end());
    const dependencies = new Dependencies({ windowSeconds: 60 }, 0);
    const names = new HostNames(undefined);
    const other = new OutgoingCalls({ dependencies, names, now: () => 0, isOwn, onError: assert.ifError });
    await undici(followed.url);
    other.close();
    await http(followed.url);
    await followed.ended(2);
    assert.deepEqual(
      dependencies.figures(0, 0, 9).map(({ requests }) => requests),
      [1],
    );
  });
});
