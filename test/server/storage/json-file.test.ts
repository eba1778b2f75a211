import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { JsonFile, type JsonFileSettings } from '../../../server/storage/json-file.js';

interface Numbers {
  numbers: number[];
}

const WALL = Date.UTC(2026, 10, 23, 21);
let folder: string;
let messages: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'align-history-'));
  messages = [];
});
afterEach(() => rm(folder, { recursive: true }));

function isNumbers(data: unknown): data is Numbers {
  return typeof data === 'object' && data !== null && 'numbers' in data && Array.isArray(data.numbers);
}

function open(settings: Partial<JsonFileSettings<Numbers>> = {}): Promise<JsonFile<Numbers>> {
  const onMessage = (message: string) => void messages.push(message);
  return JsonFile.open({ folder, name: 'history', schema: 1, isValid: isNumbers, onMessage, wall: WALL, ...settings });
}

/** Writes as one process does, and ends. */
async function store(...numbers: number[]): Promise<void> {
  const file = await open();
  await file.write({ numbers });
  await file.close();
}

async function names(): Promise<string[]> {
  return (await readdir(folder)).sort();
}

function error(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

describe('a file of history', () => {
  it('is there again after a restart', async () => {
    await store(1, 2);
    const file = await open();
    assert.deepEqual(file.data, { numbers: [1, 2] });
    assert.deepEqual(file.figures(), { kept: 'on disk', message: null });
    await file.close();
    assert.deepEqual(await names(), ['history.json']);
    assert.equal(await readFile(path.join(folder, 'history.json'), 'utf8'), '{"schema":1,"data":{"numbers":[1,2]}}');
  });

  it('makes its folder', async () => {
    const deep = path.join(folder, 'a', 'b');
    const file = await open({ folder: deep });
    await file.write({ numbers: [1] });
    await file.close();
    assert.deepEqual(await readdir(deep), ['history.json']);
  });

  it('is written once for many changes while a write is under way, with the newest', async () => {
    let writes = 0;
    const fill = async (temporary: FileHandle, text: string) => {
      writes++;
      await temporary.writeFile(text);
    };
    const file = await open({ fill });
    await Promise.all([1, 2, 3, 4, 5].map((number) => file.write({ numbers: [number] })));
    await Promise.all([6, 7].map((number) => file.write({ numbers: [number] })));
    await file.close();
    assert.equal(writes, 2);
    assert.deepEqual((await open()).data, { numbers: [7] });
  });

  it('row 3: stays as it was when the disk is full, says so, and is written when there is room again', async () => {
    await store(1);
    let isFull = true;
    const fill = async (temporary: FileHandle, text: string) => {
      await temporary.writeFile(isFull ? text.slice(0, 10) : text);
      if (isFull) throw error('ENOSPC');
    };
    const file = await open({ fill });
    await file.write({ numbers: [2] });
    assert.match(await readFile(file.path, 'utf8'), /\[1\]/);
    assert.equal(file.figures().kept, 'in memory');
    assert.match(file.figures().message ?? '', /disk is full/);
    assert.equal(messages.length, 1);
    isFull = false;
    await file.write({ numbers: [3] });
    assert.match(await readFile(file.path, 'utf8'), /\[3\]/);
    assert.deepEqual(file.figures(), { kept: 'on disk', message: null });
    await file.close();
    assert.deepEqual(await names(), ['history.json']);
  });

  it(
    'row 3: stays as it was when the system takes only the first part of a write',
    { skip: process.platform !== 'linux' },
    async () => {
      await store(1);
      const script = `
      import { JsonFile } from ${JSON.stringify(path.resolve('server/storage/json-file.ts'))};
      const settings = { folder: ${JSON.stringify(folder)}, name: 'history', schema: 1, isValid: () => true, wall: 0 };
      const file = await JsonFile.open({ ...settings, onMessage: () => undefined });
      await file.write({ numbers: Array.from({ length: 20000 }, (_, i) => i) });
      console.log(JSON.stringify(file.figures()));
      await file.close();
    `;
      // The shell lets no file of its children grow beyond 8 blocks.
      const { stdout } = await promisify(execFile)(
        'sh',
        ['-c', 'ulimit -f 8 && exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, script],
        { env: { ...process.env, TSX_DISABLE_CACHE: '1' }, timeout: 60_000 },
      );
      assert.match(stdout, /"kept":"in memory"/);
      assert.deepEqual((await open()).data, { numbers: [1] });
    },
  );

  it('row 4: is in memory only when its folder cannot be made, and says so at each write', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const file = await open({ folder: path.join(folder, 'file', 'metrics') });
    assert.equal(file.data, undefined);
    await file.write({ numbers: [1] });
    assert.equal(file.figures().kept, 'in memory');
    assert.match(file.figures().message ?? '', /its folder is a file/);
    assert.equal(messages.length, 2);
    await file.close();
  });

  it('row 4: is in memory only without permission', async () => {
    const fill = () => Promise.reject(error('EACCES'));
    const file = await open({ fill });
    await file.write({ numbers: [1] });
    assert.match(file.figures().message ?? '', /no permission/);
    await file.close();
  });

  it('row 4: is written after all when its folder can be made later', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const file = await open({ folder: path.join(folder, 'file', 'metrics') });
    await rm(path.join(folder, 'file'));
    await file.write({ numbers: [1] });
    assert.deepEqual(file.figures(), { kept: 'on disk', message: null });
    await file.close();
    assert.deepEqual((await open({ folder: path.join(folder, 'file', 'metrics') })).data, { numbers: [1] });
  });

  it('comes back when somebody removes its folder', async () => {
    const file = await open();
    await file.write({ numbers: [1] });
    await rm(folder, { recursive: true });
    await file.write({ numbers: [2] });
    assert.deepEqual(await names(), ['history.json', 'history.lock']);
    assert.equal(file.figures().kept, 'on disk');
    await file.close();
  });

  for (const [what, content] of [
    ['empty', ''],
    ['truncated', '{"schema":1,"data":{"numb'],
    ['no object', 'null'],
    ['something else', '{"schema":1,"data":{"letters":[]}}'],
    ['without a version', '{"numbers":[1]}'],
    ['binary', '\u0000\u0001\ufffd'],
  ] as const) {
    it(`row 5: is set aside when it is ${what}, and begins anew`, async () => {
      await writeFile(path.join(folder, 'history.json'), content);
      const file = await open();
      assert.equal(file.data, undefined);
      assert.match(
        file.figures().message ?? '',
        /could not be used .* history\.json\.corrupt-2026-11-23T21-00-00\.000Z/,
      );
      assert.equal(messages.length, 1);
      await file.write({ numbers: [1] });
      await file.close();
      assert.deepEqual(await names(), ['history.json', 'history.json.corrupt-2026-11-23T21-00-00.000Z']);
      assert.equal(await readFile(path.join(folder, 'history.json.corrupt-2026-11-23T21-00-00.000Z'), 'utf8'), content);
    });
  }

  it('row 5: keeps the three newest that were set aside', async () => {
    for (let number = 0; number < 5; number++) {
      await writeFile(path.join(folder, 'history.json'), String(number));
      await (await open({ wall: WALL + number * 1000 })).close();
    }
    assert.deepEqual(
      await names(),
      [2, 3, 4].map((number) => `history.json.corrupt-2026-11-23T21-00-0${number}.000Z`),
    );
  });

  it('row 6: is left as it is when a newer version wrote it', async () => {
    const content = '{"schema":2,"data":{"numbers":{"anything":1}}}';
    await writeFile(path.join(folder, 'history.json'), content);
    const file = await open();
    await file.write({ numbers: [1] });
    assert.equal(file.data, undefined);
    assert.equal(file.figures().kept, 'in memory');
    assert.match(file.figures().message ?? '', /newer version \(schema 2, this one knows 1\)/);
    await file.close();
    assert.equal(await readFile(path.join(folder, 'history.json'), 'utf8'), content);
    assert.deepEqual(await names(), ['history.json']);
  });

  it('row 7: belongs to one monitor; a second one is told, and has a file of its own', async () => {
    await store(0);
    const first = await open();
    const second = await open();
    assert.equal(second.data, undefined);
    assert.match(
      second.figures().message ?? '',
      /Another monitor of this process keeps its data in .*; this one writes/,
    );
    const third = await open();
    await first.write({ numbers: [1] });
    await second.write({ numbers: [2] });
    await third.write({ numbers: [3] });
    const own = `history-${process.pid}`;
    assert.deepEqual(
      (await names()).filter((name) => name.endsWith('.json')),
      [`${own}-2.json`, `${own}.json`, 'history.json'],
    );
    await Promise.all([first, second, third].map((file) => file.close()));

    const next = await open();
    assert.deepEqual(next.data, { numbers: [1] });
    assert.deepEqual(next.others.map(({ numbers }) => numbers[0]).sort(), [2, 3]);
    await next.write({ numbers: [1, 2, 3] });
    await next.close();
    assert.deepEqual(await names(), ['history.json']);
  });

  it('row 7: belongs to one process; nothing of another one that lives is touched', async () => {
    const script = `
      import { JsonFile } from ${JSON.stringify(path.resolve('server/storage/json-file.ts'))};
      const settings = { folder: ${JSON.stringify(folder)}, name: 'history', schema: 1, isValid: () => true, wall: 0 };
      const file = await JsonFile.open({ ...settings, onMessage: () => undefined });
      await file.write({ numbers: [1] });
      console.log('ready');
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const second = await open();
      assert.match(messages[0] ?? '', new RegExp(`Another process \\(${child.pid ?? 0} on `));
      await second.write({ numbers: [2] });
      await second.close();
      assert.match(await readFile(path.join(folder, 'history.json'), 'utf8'), /\[1\]/);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    // Row 8: its lock is still there.
    assert.ok((await names()).includes('history.lock'));
    const next = await open();
    assert.deepEqual(next.data, { numbers: [1] });
    assert.deepEqual(next.others, [{ numbers: [2] }]);
    assert.equal(next.figures().message, null);
    await next.close();
  });

  it('row 7: two that begin at once are never both the owner', async () => {
    await writeFile(
      path.join(folder, 'history.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, start: '1', host: os.hostname() }),
    );
    const files = await Promise.all(Array.from({ length: 8 }, () => open()));
    assert.equal(new Set(files.map((file) => file.path)).size, 8);
    assert.equal(files.filter((file) => path.basename(file.path) === 'history.json').length, 1);
    await Promise.all(files.map((file) => file.close()));
  });

  describe('row 8: takes over a lock', () => {
    for (const [whose, lock] of [
      ['of a process that has died', { pid: 2 ** 22 + 1, start: '1', host: os.hostname() }],
      ['whose process number another program has now', { pid: process.pid, start: '1', host: os.hostname() }],
      ['that nobody can read', 'nonsense'],
      ['that was cut off', ''],
    ] as const) {
      it(whose, { skip: whose.includes('number') && process.platform !== 'linux' }, async () => {
        await store(1);
        await writeFile(path.join(folder, 'history.lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));
        const file = await open();
        assert.deepEqual(file.data, { numbers: [1] });
        assert.equal(file.figures().message, null);
        await file.close();
        assert.deepEqual(await names(), ['history.json']);
      });
    }

    it('of another machine only when it has not been renewed for 15 minutes', async () => {
      const lock = { pid: 1, start: '1', host: 'elsewhere' };
      await writeFile(path.join(folder, 'history.lock'), JSON.stringify(lock));
      const renewed = new Date().getTime();
      const early = await open({ wall: renewed + 14 * 60_000 });
      assert.match(messages[0] ?? '', /1 on elsewhere/);
      await early.close();
      const late = await open({ wall: renewed + 16 * 60_000 });
      assert.equal(path.basename(late.path), 'history.json');
      await late.close();
    });
  });

  it('gives way when its lock has been taken by another', async () => {
    const file = await open();
    await file.write({ numbers: [1] });
    const other = { pid: 1, start: null, host: os.hostname() };
    await writeFile(path.join(folder, 'history.lock'), JSON.stringify(other));
    await file.write({ numbers: [2] });
    assert.equal(path.basename(file.path), `history-${process.pid}.json`);
    assert.match(await readFile(path.join(folder, 'history.json'), 'utf8'), /\[1\]/);
    await file.close();
    assert.ok((await names()).includes('history.lock'), 'the other lock stays');
  });

  it('removes what killed writes have left behind, and nothing else', async () => {
    await store(1);
    for (const name of ['history.json.123456-1', 'history.lock.4194305.1', 'history.json.mine', 'other.json.1']) {
      await writeFile(path.join(folder, name), '');
    }
    await (await open()).close();
    assert.deepEqual(await names(), ['history.json', 'history.json.mine', 'other.json.1']);
  });

  it('row 32: closes within two seconds though a write hangs, and keeps the old file and its lock', async () => {
    await store(1);
    let release: (() => void) | undefined;
    const fill = () => new Promise<void>((_, reject) => (release = () => reject(error('EIO'))));
    const file = await open({ fill });
    // The limit does not keep a process alive.
    const alive = setInterval(() => undefined, 1000);
    const written = file.write({ numbers: [2] });
    const began = performance.now();
    await file.close();
    assert.ok(performance.now() - began < 2000);
    clearInterval(alive);
    assert.match(await readFile(file.path, 'utf8'), /\[1\]/);
    assert.ok((await names()).includes('history.lock'));
    release?.();
    await written;
  });

  it('row 32: closing waits for the write that is under way and the one that waits', async () => {
    const file = await open();
    void file.write({ numbers: [1] });
    void file.write({ numbers: [2] });
    await file.close();
    await file.write({ numbers: [3] });
    assert.match(await readFile(file.path, 'utf8'), /\[2\]/);
    await file.close();
  });

  it('is not read where a folder stands in its place', async () => {
    await mkdir(path.join(folder, 'history.json'));
    const file = await open();
    await file.write({ numbers: [1] });
    assert.equal(file.figures().kept, 'in memory');
    await file.close();
  });
});
