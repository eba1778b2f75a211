/** haproxy and nginx with the configurations of the demo: who gets requests while an instance starts, drains or stalls. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask, freePort } from '../server/support/http.js';
import { programs, skipWithout } from './programs.js';

const skip = await skipWithout(programs.haproxy, programs.nginx);
const demo = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../demo/observability/${name}`, import.meta.url)), 'utf8');

/** An instance of an app. */
class Instance {
  #process: ChildProcess | undefined;

  readonly name: string;
  readonly port: number;

  constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
  }

  /** @param more `metricsDir`, and a pipe that keeps it from being read */
  async start(...more: string[]): Promise<void> {
    const file = fileURLToPath(new URL('instance.ts', import.meta.url));
    const words = ['--import', 'tsx', file, this.name, String(this.port), ...more];
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    this.#process = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(this.#process, 'message');
  }

  order(order: 'drain' | 'stall'): void {
    this.#process?.send(order);
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
    this.#process = undefined;
  }
}

describe('behind a load balancer', { skip, timeout: 180_000 }, () => {
  let folder: string;
  let one: Instance;
  let two: Instance;
  const balancers: ChildProcess[] = [];
  const urls = { haproxy: '', nginx: '' };

  /** The names of those that answer so many requests, one after the other. */
  const answers = async (url: string, count: number): Promise<Set<string>> => {
    const names = new Set<string>();
    for (let index = 0; index < count; index++) {
      const { status, body } = await ask(url);
      assert.equal(status, 200, body);
      names.add(body);
    }
    return names;
  };
  /** How many seconds pass until the requests are answered by these and no others. No request may fail meanwhile. */
  const secondsUntil = async (url: string, ...names: string[]): Promise<number> => {
    const from = performance.now();
    while (performance.now() - from < 30_000) {
      if ([...(await answers(url, 6))].sort().join() === names.join()) return (performance.now() - from) / 1000;
      await pause(50);
    }
    throw new Error(`Requests are not answered by ${names.join(' and ')} alone`);
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'align-balancers-'));
    one = new Instance('one', await freePort());
    two = new Instance('two', await freePort());
    await Promise.all([one.start(), two.start()]);
    for (const [kind, file] of [
      ['haproxy', 'haproxy.cfg'],
      ['nginx', 'nginx.conf'],
    ] as const) {
      const port = await freePort();
      const text = (await demo(file))
        .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
        .replaceAll('127.0.0.1:5004', `127.0.0.1:${one.port}`)
        .replaceAll('127.0.0.1:5005', `127.0.0.1:${two.port}`);
      const path = join(folder, file);
      await writeFile(path, text);
      const words = kind === 'haproxy' ? ['-db', '-q', '-f', path] : ['-p', folder, '-c', file, '-e', 'stderr'];
      balancers.push(spawn(programs[kind].command, words, { stdio: ['ignore', 'inherit', 'ignore'] }));
      urls[kind] = `http://127.0.0.1:${port}`;
      while (
        !(await ask(urls[kind]).then(
          ({ status }) => status === 200,
          () => false,
        ))
      )
        await pause(50);
    }
  });

  after(async () => {
    for (const balancer of balancers) {
      const exited = once(balancer, 'exit');
      balancer.kill();
      await exited;
    }
    await Promise.all([one.stop(), two.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('an instance that drains is taken out by haproxy within two seconds, and its successor taken in', async () => {
    await secondsUntil(urls.haproxy, 'one', 'two');
    one.order('drain');
    const out = await secondsUntil(urls.haproxy, 'two');
    assert.ok(out < 2.5, `${out} s`);
    await one.stop();
    await one.start();
    const back = await secondsUntil(urls.haproxy, 'one', 'two');
    assert.ok(back < 2.5, `${back} s`);
  });

  it('an instance that is stalled is taken out by haproxy, and taken back when it is well again', async () => {
    two.order('stall');
    // The check has no answer within its second.
    const out = await secondsUntil(urls.haproxy, 'one');
    assert.ok(out < 5, `${out} s`);
    // It says that it was stalled for one to two intervals of five seconds.
    assert.ok((await secondsUntil(urls.haproxy, 'one', 'two')) < 15);
  });

  it('an instance that starts gets requests from haproxy when it has read what is on disk', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    await one.stop();
    assert.deepEqual(await answers(urls.haproxy, 6), new Set(['two']));
    await one.start(join(folder, 'metrics'), pipe);
    const { status } = await ask(`http://127.0.0.1:${one.port}/health/ready`);
    assert.equal(status, 503);
    await pause(1500);
    assert.deepEqual(await answers(urls.haproxy, 6), new Set(['two']));
    await (await open(pipe, 'w')).close();
    await secondsUntil(urls.haproxy, 'one', 'two');
  });

  it('an instance that has ended or is stuck costs no request behind nginx', async () => {
    await secondsUntil(urls.nginx, 'one', 'two');
    await one.stop();
    assert.deepEqual(await answers(urls.nginx, 20), new Set(['two']));
    await one.start();
    // It is tried again when fail_timeout is over.
    assert.ok((await secondsUntil(urls.nginx, 'one', 'two')) < 7);
    two.order('stall');
    await pause(100);
    assert.deepEqual(await answers(urls.nginx, 20), new Set(['one']));
    assert.ok((await secondsUntil(urls.nginx, 'one', 'two')) < 10);
  });

  it('an instance that drains still gets requests from nginx, and answers them', async () => {
    two.order('drain');
    assert.ok((await answers(urls.nginx, 10)).has('two'));
  });
});
