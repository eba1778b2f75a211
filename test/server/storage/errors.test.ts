/** Error groups in the folder: after a restart, and in several processes that share it. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { closeFiles, Instance } from './instance.js';

const SILENT_SECONDS = 40;

describe('stored error groups', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'align-errors-'));
  });
  afterEach(async () => {
    await closeFiles();
    await rm(folder, { recursive: true });
  });

  const fail = (instance: Instance, type = 'TypeError'): void => {
    const { clock, errors } = instance;
    const moment = { now: clock.monotonic(), wall: clock.wall() };
    errors.recordError(
      Object.assign(new Error('x'), { name: type, stack: `x\n    at load (/app/a.ts:1:2)` }),
      {},
      moment,
    );
  };
  const counts = (instance: Instance): string[] =>
    instance.errors
      .views()
      .map(({ state }) => `${state.type} ${state.count} ${state.action?.kind ?? 'open'}`)
      .sort();
  const resolve = (instance: Instance): void => {
    const [view] = instance.errors.views();
    const remark = { by: 'anna', note: null, credential: null, until: null };
    instance.errors.act(view?.state.id ?? '', { kind: 'resolve', ...remark }, instance.clock.wall());
  };

  it('are there after a restart with their counts, states and places, each once', async () => {
    let instance = await Instance.start(folder);
    fail(instance);
    instance.clock.advance(1);
    resolve(instance);
    await instance.storage.close();
    for (let restart = 0; restart < 3; restart++) {
      instance = await Instance.start(folder, instance.clock);
      assert.deepEqual(counts(instance), ['TypeError 1 resolve']);
      assert.equal(instance.errors.views()[0]?.state.look.location?.file, 'a.ts');
      await instance.storage.close();
    }
  });

  it('are written soon, but not with every error', async () => {
    const instance = await Instance.start(folder);
    let written = 0;
    const toJSON = instance.errors.toJSON.bind(instance.errors);
    instance.errors.toJSON = () => {
      written++;
      return toJSON();
    };
    for (let second = 0; second < 60; second++) {
      fail(instance);
      instance.clock.advance(1);
      await instance.refresh();
      if (second === 0) assert.equal(written, 1, 'the first one at once');
    }
    assert.ok(written >= 5 && written <= 7, `${written} times in a minute`);
    instance.clock.advance(1);
    resolve(instance);
    await instance.refresh();
    assert.ok(written <= 8, 'what somebody does is written at once');
  });

  it('are those of all processes together, and are taken over once', async () => {
    const one = await Instance.start(folder);
    const two = await Instance.start(folder, one.clock);
    const pass = async (seconds: number, ...instances: Instance[]): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        one.clock.advance(1);
        for (const instance of instances) await instance.refresh();
      }
    };
    fail(one);
    fail(two);
    fail(two, 'RangeError');
    await pass(2, one, two);
    const all = ['RangeError 1 open', 'TypeError 2 open'];
    assert.deepEqual([counts(one), counts(two)], [all, all]);
    await two.storage.close();
    await pass(SILENT_SECONDS, one);
    assert.deepEqual(counts(one), all);
    const third = await Instance.start(folder, one.clock);
    await pass(2, one, third);
    assert.deepEqual(counts(third), all);
  });

  it('are missing in the files of earlier versions, which are read all the same', async () => {
    const first = await Instance.start(folder);
    first.deploys.started('1.0.0', first.clock.wall());
    await first.storage.close();
    const [name = ''] = (await readdir(folder)).filter((each) => each.startsWith('alerts'));
    const file = path.join(folder, name);
    const json = JSON.parse(await readFile(file, 'utf8')) as { data: Record<string, unknown> };
    for (const errors of [undefined, 'nonsense', { groups: [{ id: 'x' }, null] }]) {
      json.data['errors'] = errors;
      await writeFile(file, JSON.stringify(json));
      const second = new Instance(folder, first.clock);
      await second.storage.start();
      assert.deepEqual([counts(second), second.versions, second.messages], [[], ['1.0.0'], []]);
      await second.storage.close();
      for (const each of await readdir(folder)) await rm(path.join(folder, each));
    }
  });
});
