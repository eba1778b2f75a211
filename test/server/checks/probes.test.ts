import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { checkDiskSpace, checkHttp, checkTcp, type DiskSpaceLimit, type Probe } from '../../../server/checks/probes.js';
import { freePort, listen } from '../support/http.js';

const unlimited = (): AbortSignal => new AbortController().signal;

/** What a probe says; null when all is well. */
async function outcome(probe: Probe, signal = unlimited()): Promise<string | null> {
  try {
    await probe(signal);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Asks a server that answers every request with a status. */
async function answered(status: number, options?: { expectStatus: number }, path = '/'): Promise<string | null> {
  const server = await listen((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('text'));
  try {
    const said = await outcome(checkHttp(server.url + path, options));
    return said?.replace(server.url, 'http://app') ?? null;
  } finally {
    await server.close();
  }
}

describe('the HTTP check', () => {
  it('succeeds with every status below 400, and does not follow a redirect', async () => {
    assert.deepEqual([await answered(200), await answered(204), await answered(302)], [null, null, null]);
  });

  it('fails with any other status, which its message has', async () => {
    assert.equal(await answered(503), 'http://app/ answered 503');
    assert.equal(await answered(404), 'http://app/ answered 404');
  });

  it('fails with any but the expected status', async () => {
    assert.equal(await answered(401, { expectStatus: 401 }), null);
    assert.equal(await answered(200, { expectStatus: 204 }), 'http://app/ answered 200');
  });

  it('never shows credentials or the query', async () => {
    assert.equal(await answered(500, undefined, '/ready?token=secret#there'), 'http://app/ready answered 500');
    const port = await freePort();
    const said = await outcome(checkHttp(`http://me:secret@127.0.0.1:${port}/ready?token=secret`));
    assert.equal(said, `http://127.0.0.1:${port}/ready refused the connection`);
  });

  it('sends the credentials', async () => {
    let header: string | undefined;
    const server = await listen((request, response) => {
      header = request.headers.authorization;
      response.end();
    });
    await checkHttp(server.url.replace('//', '//me:pass@'))(unlimited());
    await server.close();
    assert.equal(header, `Basic ${Buffer.from('me:pass').toString('base64')}`);
  });

  it('stops reading an endless body', async () => {
    const server = await listen((_, response) => {
      const more = (): boolean => response.write('x'.repeat(16_384), () => setImmediate(more));
      more();
    });
    assert.equal(await outcome(checkHttp(server.url)), null);
    await server.close();
  });

  it('ends when it is aborted', async () => {
    const server = await listen(() => undefined);
    const controller = new AbortController();
    server.server.on('request', () => controller.abort());
    assert.match((await outcome(checkHttp(server.url), controller.signal)) ?? '', /did not answer in time$/);
    await server.close();
  });

  it('fails when the connection breaks off', async () => {
    const server = await listen((request) => request.socket.destroy());
    assert.match((await outcome(checkHttp(server.url))) ?? '', /broke off the connection$/);
    await server.close();
  });
});

describe('the TCP check', () => {
  it('succeeds when a connection is accepted', async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    assert.equal(await outcome(checkTcp({ host: '127.0.0.1', port })), null);
    server.close();
  });

  it('names the host that refused the connection', async () => {
    const port = await freePort();
    assert.equal(await outcome(checkTcp({ host: '127.0.0.1', port })), `127.0.0.1:${port} refused the connection`);
  });

  it('ends when it is aborted', async () => {
    const said = await outcome(checkTcp({ host: '127.0.0.1', port: 9 }), AbortSignal.abort());
    assert.equal(said, '127.0.0.1:9 did not answer in time');
  });
});

describe('the disk check', () => {
  it('succeeds while enough is free', async () => {
    assert.equal(await outcome(checkDiskSpace({ path: tmpdir(), minFreeBytes: 1 })), null);
    assert.equal(await outcome(checkDiskSpace({ path: tmpdir(), minFreePercent: 1e-9 })), null);
  });

  it('fails with how much is free', async () => {
    const percent = await outcome(checkDiskSpace({ path: process.execPath, minFreePercent: 100 }));
    assert.match(percent ?? '', /^\d+(\.\d)? % of \S+ free, less than 100 %$/);
    const bytes = await outcome(checkDiskSpace({ path: tmpdir(), minFreeBytes: 5e15 }));
    assert.match(bytes ?? '', /^\d+(\.\d)? [kMGT]?B of \S+ free, less than 5000 TB$/);
  });

  it('fails when the path does not exist', async () => {
    assert.equal(await outcome(checkDiskSpace({ path: '/no/such', minFreeBytes: 1 })), '/no/such does not exist');
  });
});

describe('the ready-made checks', () => {
  const disk = (limit: object) => () => checkDiskSpace({ path: '/', ...limit } as { path: string } & DiskSpaceLimit);
  const wrong: [name: string, make: () => unknown, says: RegExp][] = [
    ['an address that is none', () => checkHttp('db'), /checkHttp: url is "db"; allowed: an address that begins with/],
    ['an address of another kind', () => checkHttp('ftp://db/'), /url is "ftp:\/\/db\/"; allowed/],
    ['no address', () => checkHttp(undefined as never), /url is undefined; allowed/],
    [
      'a status that is none',
      () => checkHttp('http://a', { expectStatus: 99 }),
      /expectStatus is 99; allowed: a whole/,
    ],
    ['an unknown option', () => checkHttp('http://a', { status: 200 } as never), /unknown option status; allowed: exp/],
    ['no host', () => checkTcp({ port: 80 } as never), /option host is undefined; allowed: a host name or an address/],
    ['an address as a host', () => checkTcp({ host: 'http://a', port: 80 }), /option host is "http:\/\/a"; allowed/],
    ['a port that is none', () => checkTcp({ host: 'a', port: 65_536 }), /port is 65536; allowed: a whole number from/],
    ['a port in words', () => checkTcp({ host: 'a', port: '80' } as never), /port is "80"; allowed/],
    ['no path', () => checkDiskSpace({ minFreeBytes: 1 } as never), /option path is undefined; allowed: a path/],
    ['no limit', disk({}), /limit is \{\}; allowed: either minFreePercent or minFreeBytes/],
    ['two limits', disk({ minFreePercent: 1, minFreeBytes: 1 }), /limit is .*; allowed: either/],
    ['more than all', disk({ minFreePercent: 101 }), /minFreePercent is 101; allowed: a number above 0 up to 100/],
    ['less than nothing', disk({ minFreeBytes: -1 }), /minFreeBytes is -1; allowed: bytes, above 0/],
  ];
  for (const [name, make, says] of wrong) {
    it(`refuse ${name}, naming it, its value and what is allowed`, () => {
      assert.throws(make, { name: 'TypeError', message: says });
    });
  }

  it('never quote the password of an invalid address', () => {
    assert.throws(
      () => checkHttp('htp://me:secret@db/?token=secret'),
      (error: Error) => !error.message.includes('secret'),
    );
  });
});
