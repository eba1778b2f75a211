import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import type { Stats } from 'node:fs';
import * as promises from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KEPT_SECONDS, SNAPSHOT_SECONDS } from '../../../server/contract/index.js';
import type { FileSystem } from '../../../server/storage/disk.js';
import { diskIsIdle } from '../support/disk-idle.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeFiles, FAILING, fileSystem, FINE, Instance } from './instance.js';

const MINUTE = 60_000;
let folder: string;

/** Gives each test of a suite a folder of its own. */
function withFolder(): void {
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-storage-'));
  });
  afterEach(async () => {
    await closeFiles();
    await rm(folder, { recursive: true });
  });
}

/** The names in the folder with `<id>` for the id of a process. */
async function names(of = folder): Promise<string[]> {
  return (await readdir(of)).map((name) => name.replace(/[0-9a-f]{16}/, '<id>')).sort();
}

async function find(part: string): Promise<string> {
  const name = (await readdir(folder)).find((each) => each.includes(part));
  assert.ok(name !== undefined, `a file with ${part} in its name`);
  return path.join(folder, name);
}

/** Makes files as old as that: those that have one of the parts in their names. */
async function age(milliseconds: number, ...parts: string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!parts.some((part) => name.includes(part))) continue;
    const time = ((await stat(path.join(folder, name))).mtimeMs - milliseconds) / 1000;
    await utimes(path.join(folder, name), time, time);
  }
}

function error(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

describe('what a process stores', () => {
  withFolder();

  it('is there again after a restart', async () => {
    const first = await Instance.start(folder);
    first.deploys.started('1.0.0', first.clock.wall());
    first.alerts.mute({ type: 'latency_high', until: first.clock.wall() + 10 * MINUTE }, first.clock.wall());
    assert.deepEqual(await first.pass(60, FAILING), ['firing error_rate_high', 'firing 5xx_detected']);
    assert.deepEqual(await names(), ['<id>.heartbeat', 'alerts-<id>.json', 'history-<id>.json']);
    assert.deepEqual(first.storage.figures(), { kept: 'on disk', message: null });
    await first.storage.close();
    assert.deepEqual(await names(), ['alerts-<id>.json', 'history-<id>.json']);

    const second = await Instance.start(folder, first.clock);
    second.deploys.started('1.0.0', second.clock.wall());
    assert.equal(second.requests, 12);
    assert.deepEqual(second.firing, first.firing);
    assert.equal(second.alerts.mutes(second.clock.wall()).length, 1);
    assert.deepEqual(second.deploys.toJSON(), first.deploys.toJSON());
    assert.deepEqual(second.unsent.restored, ['unsent']);
    assert.deepEqual(await second.pass(60, FAILING), [], 'they have been sent');
    assert.deepEqual(second.messages, []);
    assert.equal((await names()).filter((name) => name.startsWith('alerts')).length, 1, 'taken over');
  });

  it('includes what was recorded before the folder had been read', async () => {
    const before = await Instance.start(folder);
    await before.pass(60, FAILING);
    await before.storage.close();
    const instance = new Instance(folder, before.clock);
    const started = instance.storage.start();
    const sent: string[] = [];
    instance.record(FAILING, sent);
    instance.deploys.started('2.0.0', instance.clock.wall());
    assert.deepEqual([instance.storage.isStarting, instance.firing.length, sent], [true, 2, []]);
    await started;
    assert.equal(instance.storage.isStarting, false);
    assert.equal(instance.requests, 13);
    assert.deepEqual(instance.versions, ['2.0.0']);
    assert.deepEqual(instance.firing, before.firing, 'each is one alert, the one that fired before');
    assert.deepEqual(await instance.pass(5, FAILING), []);
  });

  it('is in a folder that is created, and in memory without one', async () => {
    const deep = path.join(folder, 'a', 'b');
    const instance = await Instance.start(deep);
    await instance.storage.close();
    assert.deepEqual(await names(deep), ['alerts-<id>.json', 'history-<id>.json']);
    const none = new Instance(undefined);
    await none.storage.start();
    await none.pass(5);
    await none.storage.refresh();
    assert.deepEqual(none.storage.figures(), { kept: 'in memory', message: null });
    await none.storage.close();
  });

  it('never takes more than one call to the file system at a time', async () => {
    let calls = 0;
    let most = 0;
    const counted = fileSystem(() => {
      most = Math.max(most, ++calls);
      queueMicrotask(() => calls--);
    });
    for (let number = 0; number < 3; number++) await (await Instance.start(folder)).storage.close();
    const instance = await Instance.start(folder, undefined, counted);
    for (let number = 0; number < 20; number++) {
      instance.record(number % 2 === 0 ? FAILING : FINE);
      instance.storage.tick(instance.clock.monotonic());
      void instance.storage.refresh();
    }
    await diskIsIdle();
    await instance.storage.close();
    assert.equal(most, 1);
  });

  it('comes back when somebody removes the folder', async () => {
    const instance = await Instance.start(folder);
    await instance.pass(5);
    await rm(folder, { recursive: true });
    await instance.pass(10);
    assert.deepEqual(await names(), ['<id>.heartbeat', 'alerts-<id>.json', 'history-<id>.json']);
    assert.equal(instance.storage.figures().kept, 'on disk');
  });
});

describe('when the disk fails', () => {
  withFolder();

  it('a full disk leaves the old files, is reported, and is written again when there is room', async () => {
    let isFull = false;
    const fs = fileSystem((call) => {
      if (isFull && call === 'writeFile') throw error('ENOSPC');
    });
    const instance = await Instance.start(folder, undefined, fs);
    await instance.pass(5);
    const before = await readFile(await find('history'), 'utf8');
    isFull = true;
    await instance.pass(SNAPSHOT_SECONDS + 5);
    assert.equal(await readFile(await find('history'), 'utf8'), before);
    assert.equal(instance.storage.figures().kept, 'in memory');
    assert.match(instance.storage.figures().message ?? '', /history-.*could not be written \(the disk is full\)/);
    isFull = false;
    await instance.pass(35);
    assert.deepEqual(instance.storage.figures(), { kept: 'on disk', message: null });
    await instance.storage.close();
    assert.deepEqual(await names(), ['alerts-<id>.json', 'history-<id>.json']);
  });

  it('a short write leaves the old file', { skip: process.platform !== 'linux' }, async () => {
    const script = `
      import { Disk } from ${JSON.stringify(path.resolve('server/storage/disk.ts'))};
      const disk = new Disk(${JSON.stringify(folder)});
      await disk.write('history.json', 'old');
      await disk.write('history.json', 'x'.repeat(100_000)).catch(() => console.log('refused'));
    `;
    // The shell lets no file of its children grow beyond 8 blocks.
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', 'ulimit -f 8 && exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, script],
      { env: { ...process.env, TSX_DISABLE_CACHE: '1' }, timeout: 60_000 },
    );
    assert.equal(stdout, 'refused\n');
    assert.deepEqual(await names(), ['history.json']);
    assert.equal(await readFile(path.join(folder, 'history.json'), 'utf8'), 'old');
  });

  it('a folder that cannot be made means memory only, until it can', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const instance = await Instance.start(path.join(folder, 'file', 'metrics'));
    await instance.pass(5);
    assert.equal(instance.storage.figures().kept, 'in memory');
    assert.match(instance.storage.figures().message ?? '', /its folder is a file/);
    await rm(path.join(folder, 'file'));
    await instance.pass(40);
    assert.deepEqual(instance.storage.figures(), { kept: 'on disk', message: null });
    await instance.storage.close();
  });

  it('no permission to write means memory only; what others have stored is read all the same', async () => {
    const other = await Instance.start(folder);
    await other.pass(60, FAILING);
    await other.storage.close();
    const fs = fileSystem((call) => {
      if (['writeFile', 'write', 'rename', 'unlink'].includes(call)) throw error('EACCES');
    });
    const instance = await Instance.start(folder, other.clock, fs);
    assert.match(instance.storage.figures().message ?? '', /no permission/);
    assert.equal(instance.requests, 12);
    await instance.storage.close();
  });

  it('a disk that hangs stops neither rules nor close, and the monitor says so', async () => {
    let answer: (() => void) | undefined;
    let calls = 0;
    const fs = fileSystem(() => {
      calls++;
      return new Promise((resolve) => (answer = resolve));
    });
    const instance = new Instance(folder, undefined, fs);
    const started = instance.storage.start();
    const sent = await instance.pass(15, FAILING);
    assert.deepEqual(sent, ['firing error_rate_high', 'firing 5xx_detected']);
    await started;
    assert.match(
      instance.storage.figures().message ?? '',
      /does not answer \(for 5 s\): the data is kept in memory only/,
    );
    await instance.storage.refresh();
    assert.equal(calls, 1, 'nothing is tried again');
    // The limit does not keep a process alive.
    const alive = setInterval(() => undefined, 1000);
    const began = performance.now();
    await instance.storage.close();
    clearInterval(alive);
    assert.ok(performance.now() - began < 1500);
    answer?.();
  });

  it('a disk that answers again is used again', async () => {
    let hang: Promise<void> | undefined;
    let answer: (() => void) | undefined;
    const instance = await Instance.start(
      folder,
      undefined,
      fileSystem(() => hang),
    );
    hang = new Promise((resolve) => (answer = resolve));
    await instance.pass(20);
    assert.equal(instance.storage.figures().kept, 'in memory');
    hang = undefined;
    answer?.();
    await diskIsIdle();
    await instance.pass(5);
    assert.deepEqual(instance.storage.figures(), { kept: 'on disk', message: null });
    await instance.storage.close();
  });

  it('a late tick is no disk that hangs', async () => {
    let hangs = false;
    const fs = fileSystem(() => (hangs ? new Promise(() => undefined) : undefined));
    const instance = await Instance.start(folder, undefined, fs);
    hangs = true;
    for (const seconds of [5, 1, 60, 1]) {
      instance.clock.advance(seconds);
      instance.storage.tick(instance.clock.monotonic());
      await turn();
    }
    assert.equal(instance.storage.figures().kept, 'on disk');
  });

  it('a disk is not judged by a clock that runs so fast that it cannot have answered', async () => {
    const instance = await Instance.start(folder);
    for (let second = 0; second < 600; second++) {
      instance.clock.advance(1);
      instance.storage.tick(instance.clock.monotonic());
    }
    assert.deepEqual(instance.storage.figures(), { kept: 'on disk', message: null });
    await diskIsIdle();
    assert.deepEqual(instance.messages, []);
    await instance.storage.close();
  });

  it('FIFOs in place of files hold no thread of libuv', { skip: process.platform === 'win32' }, async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `${index}`.padStart(16, '0'));
    for (const id of ids) {
      for (const name of [`history-${id}.json`, `alerts-${id}.json`, `${id}.heartbeat`]) {
        execFileSync('mkfifo', [path.join(folder, name)]);
      }
    }
    const instance = await Instance.start(folder);
    await instance.pass(5);
    assert.ok(instance.messages.every((message) => message.includes('could not be read (it is not a regular file)')));
    assert.equal(instance.messages.length, 16);
    await unlink(await find('.heartbeat'));
    assert.equal(instance.storage.figures().kept, 'on disk');
    await instance.storage.close();
  });

  it('a FIFO in place of its own heartbeat means memory only', { skip: process.platform === 'win32' }, async () => {
    const instance = await Instance.start(folder);
    const heartbeat = await find('.heartbeat');
    await unlink(heartbeat);
    execFileSync('mkfifo', [heartbeat]);
    await instance.pass(5);
    assert.match(
      instance.storage.figures().message ?? '',
      /heartbeat could not be written \(it is not a regular file\)/,
    );
    await instance.storage.close();
  });
});

describe('files of other processes', () => {
  withFolder();

  it('are merged when a range is read: requests, deploys, mutes, acknowledgements and alerts', async () => {
    const clock = new FakeClock();
    const [first, second] = [await Instance.start(folder, clock), await Instance.start(folder, clock)];
    const wall = clock.wall();
    first.deploys.add('1.0.0', 'by hand', wall);
    first.alerts.mute({ type: 'latency_high', until: wall + 10 * MINUTE }, wall);
    await first.pass(60, FAILING);
    await first.store();
    assert.equal(second.requests, 0);
    await second.refresh();
    assert.equal(second.requests, 12);
    assert.deepEqual(second.versions, ['1.0.0']);
    assert.equal(second.alerts.mutes(clock.wall()).length, 1);
    assert.deepEqual(second.firing, [], 'they fire in the other process');
    const [alert] = second.alerts.history(clock.wall());
    assert.ok(second.alerts.acknowledge(alert?.id ?? '', { by: 'Ada' }, clock.wall()) !== undefined);
    assert.equal(second.alerts.unmute('latency_high', clock.wall()), true);
    await second.refresh();
    await first.refresh();
    const acknowledged = first.alerts.alerts(clock.wall()).find(({ id }) => id === alert?.id)?.acknowledged;
    assert.equal(acknowledged?.by, 'Ada');
    assert.deepEqual(first.alerts.mutes(clock.wall()), []);
    await Promise.all([first, second].map(({ storage }) => storage.close()));
  });

  it('are read once for many who ask, and not at all while nothing has changed', async () => {
    const clock = new FakeClock();
    const first = await Instance.start(folder, clock);
    await first.pass(60);
    await first.storage.close();
    const reads: string[] = [];
    const fs = fileSystem((call) => void reads.push(call));
    const second = await Instance.start(folder, clock, fs);
    const count = (of: string) => reads.splice(0).filter((call) => call === of).length;
    assert.equal(count('readFile'), 3, 'history, alerts, and alerts again when they are taken over');
    await second.pass(60);
    reads.length = 0;
    await Promise.all(Array.from({ length: 10 }, () => second.storage.refresh()));
    assert.equal(count('readdir'), 1);
    await second.storage.refresh();
    assert.deepEqual(reads, [], 'one read a second');
    await second.pass(60);
    assert.equal(count('readFile'), 0);
    await second.storage.close();
  });

  it('add up to the same whatever process reads them, and count nothing twice', async () => {
    const clock = new FakeClock();
    let total = 0;
    for (let generation = 0; generation < 3; generation++) {
      const workers = await Promise.all([1, 2, 3].map(() => Instance.start(folder, clock)));
      for (const worker of workers) assert.equal(worker.requests, total);
      for (let step = 0; step < 10; step++) for (const worker of workers) worker.record();
      total += 30;
      await Promise.all(workers.map(({ storage }) => storage.close()));
    }
    assert.equal((await Instance.start(folder, clock)).requests, total);
  });

  it('of one that was killed: its alerts go on in one process alone, and are not sent again', async () => {
    const killed = await Instance.start(folder);
    await killed.pass(60, FAILING);
    const heartbeat = path.basename(await find('heartbeat'));
    const others = [await Instance.start(folder, killed.clock), await Instance.start(folder, killed.clock)];
    for (const other of others) assert.deepEqual(await other.pass(20, FAILING), [], 'perhaps it still runs');
    await age(40_000, heartbeat);
    await Promise.all(others.map((other) => other.refresh()));
    const [taken, rest] = others[0]?.firing.includes(killed.firing[0] ?? '') === true ? others : others.toReversed();
    assert.ok(taken !== undefined && rest !== undefined);
    assert.deepEqual(taken.firing, killed.firing);
    assert.deepEqual(await taken.pass(20, FAILING), []);
    assert.deepEqual(taken.unsent.restored, ['unsent']);
    assert.deepEqual(rest.unsent.restored, []);
    assert.ok(rest.firing.every((id) => !killed.firing.includes(id)));
    assert.deepEqual(await rest.pass(20, FAILING), ['firing error_rate_high', 'firing 5xx_detected']);
    await Promise.all(others.map(({ storage }) => storage.close()));
  });

  it('on a machine that was suspended stay theirs, and are taken over when they do not come back', async () => {
    let suspendedAt = Infinity;
    const shift = (stats: Stats): Stats => {
      if (stats.mtimeMs >= suspendedAt) stats.mtimeMs += 60 * MINUTE;
      return stats;
    };
    const fs: FileSystem = {
      ...promises,
      stat: (async (name: string) => shift(await stat(name))) as FileSystem['stat'],
      open: async (...given) => {
        const handle = await promises.open(...given);
        const statOf = handle.stat.bind(handle);
        handle.stat = (async () => shift(await statOf())) as typeof handle.stat;
        return handle;
      },
    };
    const [first, second] = [await Instance.start(folder, undefined, fs), await Instance.start(folder, undefined, fs)];
    await second.pass(60, FAILING);
    await first.pass(20);
    assert.deepEqual(first.firing, []);
    suspendedAt = Date.now();
    for (const { clock, storage } of [first, second]) {
      clock.advance(3600);
      storage.resume(clock.monotonic());
    }
    await first.pass(10);
    await second.pass(60, FAILING);
    await first.pass(60);
    assert.deepEqual(first.firing, [], 'the other one has them');
    await age(MINUTE, 'heartbeat');
    await first.refresh();
    assert.deepEqual(first.firing, second.firing);
    for (const { storage } of [first, second]) await storage.close();
  });

  it('that were being taken over by a process that was killed are taken over by the next', async () => {
    const killed = await Instance.start(folder);
    await killed.pass(60, FAILING);
    await killed.storage.close();
    for (const dies of ['writeFile', 'unlink']) {
      const hanging = fileSystem((call) => (call === dies ? new Promise(() => undefined) : undefined));
      const second = await Instance.start(folder, killed.clock, hanging);
      assert.deepEqual(second.firing, killed.firing);
      assert.ok((await names()).includes('alerts-<id>.1.json'));
      await age(40_000, 'heartbeat');
    }
    const last = await Instance.start(folder, killed.clock);
    assert.deepEqual(last.firing, killed.firing);
    assert.deepEqual(last.unsent.restored, ['unsent'], 'once');
    await last.storage.close();
    assert.equal((await names()).filter((name) => /^alerts.*json$/.test(name)).length, 1);
  });

  it('of an earlier version are read', async () => {
    const before = await Instance.start(folder);
    await before.pass(60, FAILING);
    await before.storage.close();
    const [history, alerts] = [
      await readFile(await find('history'), 'utf8'),
      await readFile(await find('alerts'), 'utf8'),
    ];
    for (const name of await readdir(folder)) await unlink(path.join(folder, name));
    await writeFile(path.join(folder, 'history.json'), history);
    await writeFile(path.join(folder, 'alerts.json'), alerts.replace(/,"acknowledgements":\[\]/, ''));
    await writeFile(path.join(folder, 'history-4711.json'), history);
    await writeFile(path.join(folder, 'alerts-4711-2.json'), alerts);
    for (const name of ['history.lock', 'alerts.lock', 'history-4711.lock'])
      await writeFile(path.join(folder, name), '');
    const instance = await Instance.start(folder, before.clock);
    assert.equal(instance.requests, 24);
    assert.deepEqual(instance.firing, before.firing);
    assert.deepEqual(instance.messages, []);
    await age(16 * MINUTE, 'lock');
    instance.clock.advance(KEPT_SECONDS + SNAPSHOT_SECONDS);
    await instance.pass(20);
    await instance.storage.close();
    assert.deepEqual(await names(), ['alerts-<id>.json', 'history-<id>.json']);
  });
});

describe('a file of another process', () => {
  withFolder();

  const ID = '0123456789abcdef';

  for (const [what, content] of [
    ['empty', ''],
    ['truncated', '{"schema":1,"data":{"numb'],
    ['no object', 'null'],
    ['something else', '{"schema":1,"data":{"letters":[]}}'],
    ['without a version', '{"numbers":[1]}'],
    ['binary', '\u0000\u0001\ufffd'],
  ] as const) {
    it(`that is ${what} is set aside, and that is reported`, async () => {
      for (const kind of ['history', 'alerts']) await writeFile(path.join(folder, `${kind}-${ID}.json`), content);
      const instance = await Instance.start(folder);
      assert.equal(instance.messages.length, 2);
      assert.match(
        instance.messages[0] ?? '',
        /could not be used \(it .*\); it is now .*json\.corrupt-2026-11-23T21-00-00\.000Z/,
      );
      assert.match(instance.storage.figures().message ?? '', /could not be used/);
      await instance.pass(30);
      assert.equal(instance.messages.length, 2);
      await instance.storage.close();
      const aside = `history-${ID}.json.corrupt-2026-11-23T21-00-00.000Z`;
      assert.equal(await readFile(path.join(folder, aside), 'utf8'), content);
      assert.equal((await names()).length, 4);
    });
  }

  it('that cannot be used is skipped while that process runs, and reported once', async () => {
    await writeFile(path.join(folder, `history-${ID}.json`), '{');
    await writeFile(path.join(folder, `${ID}.heartbeat`), '');
    const instance = await Instance.start(folder);
    await instance.pass(60);
    assert.equal(instance.messages.length, 1);
    assert.ok((await names()).includes('history-<id>.json'));
    await age(16 * MINUTE, 'heartbeat');
    await instance.pass(20);
    assert.match(instance.messages[1] ?? '', /it is now/);
    await instance.storage.close();
  });

  it('that was set aside is one of three at most', async () => {
    const clock = new FakeClock();
    for (let number = 0; number < 5; number++) {
      await writeFile(path.join(folder, 'history.json'), String(number));
      await (await Instance.start(folder, clock)).storage.close();
      clock.advance(1);
    }
    assert.deepEqual(
      (await names()).filter((name) => name.includes('corrupt')),
      [2, 3, 4].map((number) => `history.json.corrupt-2026-11-23T21-00-0${number}.000Z`),
    );
  });

  it('that a newer version wrote is left as it is, and that is reported', async () => {
    const content = '{"schema":2,"data":{"numbers":{"anything":1}}}';
    await writeFile(path.join(folder, `alerts-${ID}.json`), content);
    const instance = await Instance.start(folder);
    assert.match(instance.storage.figures().message ?? '', /newer version \(schema 2, this one knows 1\)/);
    assert.equal(instance.storage.figures().kept, 'on disk');
    await instance.storage.close();
    assert.equal(await readFile(path.join(folder, `alerts-${ID}.json`), 'utf8'), content);
  });

  it('that is older than what is kept is deleted when that process has no heartbeat', async () => {
    const [old, suspended] = [await Instance.start(folder), await Instance.start(folder)];
    await old.pass(60);
    await old.storage.close();
    suspended.record();
    await suspended.pass(5);
    const clock = new FakeClock();
    clock.advance(KEPT_SECONDS);
    await (await Instance.start(folder, clock)).storage.close();
    assert.equal((await names()).filter((name) => name.startsWith('history')).length, 3, 'not yet');
    clock.advance(SNAPSHOT_SECONDS);
    await (await Instance.start(folder, clock)).storage.close();
    assert.equal((await names()).filter((name) => name.startsWith('history')).length, 3, 'one was deleted, one added');
    await age(16 * MINUTE, 'heartbeat');
    await (await Instance.start(folder, clock)).storage.close();
    assert.deepEqual(await names(), ['<id>.heartbeat', ...(await names()).slice(1)]);
    await suspended.storage.close();
  });

  it('is left alone when it is none of ours, and removed when a killed write has left it behind', async () => {
    const mine = ['history.json.mine', 'other.json.1', 'history-notes.json'];
    const left = ['history.json.123456-1', 'history.lock.4194305.1', `alerts-${ID}.json.tmp`];
    for (const name of [...mine, ...left]) await writeFile(path.join(folder, name), '');
    const instance = await Instance.start(folder);
    assert.equal((await readdir(folder)).filter((name) => left.includes(name)).length, 3, 'it may be written still');
    await age(16 * MINUTE, ...left);
    await instance.pass(20);
    const rest = await readdir(folder);
    assert.deepEqual(
      [mine, left].map((list) => list.filter((name) => rest.includes(name)).length),
      [3, 0],
    );
    await instance.storage.close();
  });
});

describe('more than twenty files', () => {
  withFolder();

  /** Leaves files of 22 processes that ended long ago; the made-up time has hardly moved. */
  async function fill(clock: FakeClock): Promise<void> {
    const instance = new Instance(undefined, clock);
    instance.record();
    for (let number = 0; number < 22; number++) {
      const name = `history-${String(number).padStart(16, '0')}.json`;
      await writeFile(path.join(folder, name), JSON.stringify({ schema: 1, data: instance.history }));
    }
    await age(16 * MINUTE, 'json');
  }
  const histories = async (): Promise<number> =>
    (await readdir(folder)).filter((name) => name.startsWith('history')).length;

  it('are folded into one by a process that starts', async () => {
    const clock = new FakeClock();
    await fill(clock);
    const first = await Instance.start(folder, clock);
    assert.equal(first.requests, 22);
    assert.equal(await histories(), 2);
    await first.storage.close();
    const second = await Instance.start(folder, clock);
    assert.equal(second.requests, 22);
    await second.storage.close();
    clock.advance(KEPT_SECONDS + SNAPSHOT_SECONDS);
    const third = await Instance.start(folder, clock);
    assert.deepEqual([third.requests, await histories()], [0, 1]);
    await third.storage.close();
  });

  it('lose nothing and count nothing twice wherever the process that folds them is killed', async () => {
    const clock = new FakeClock();
    for (let killedAt = 0; ; killedAt += 5) {
      await fill(clock);
      let calls = -1;
      const fs = fileSystem(() => (calls >= 0 && calls++ >= killedAt ? new Promise(() => undefined) : undefined));
      const killed = new Instance(folder, clock, fs);
      calls = 0;
      void killed.storage.start();
      await diskIsIdle();
      const next = await Instance.start(folder, clock);
      const isDone = !killed.storage.isStarting;
      assert.equal(next.requests, 22, `killed at call ${killedAt}`);
      if (isDone) return;
      for (const name of await readdir(folder)) await unlink(path.join(folder, name));
    }
  });

  it('are folded by two processes at once', async () => {
    const clock = new FakeClock();
    await fill(clock);
    const both = await Promise.all([Instance.start(folder, clock), Instance.start(folder, clock)]);
    for (const { storage } of both) await storage.close();
    const next = await Instance.start(folder, clock);
    assert.equal(next.requests, 22);
    await next.storage.close();
  });

  it('count once when one of the processes was only suspended', async () => {
    const clock = new FakeClock();
    const suspended = await Instance.start(folder, clock);
    await suspended.pass(60);
    await suspended.store();
    await fill(clock);
    await age(16 * MINUTE, 'heartbeat');
    const next = await Instance.start(folder, clock);
    assert.equal(await histories(), 2);
    assert.equal(next.requests, 12 + 22);
    await suspended.pass(60);
    await suspended.storage.close();
    await next.refresh();
    assert.equal(next.requests, 24 + 22, 'each once');
    await next.storage.close();
  });
});
