import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { alertOf, FakeTarget, fires, Stage } from './stage.js';

const secondsOf = async (work: () => Promise<void>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};

describe('closing', () => {
  it('waits for a delivery in progress and counts it as delivered', async () => {
    const release: (() => void)[] = [];
    const stage = new Stage([() => new Promise<void>((resolve) => release.push(resolve))]);
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => release.length === 1, 'it is called');
    const closed = stage.notifier.close();
    release[0]?.();
    await closed;
    assert.equal(stage.figures.delivered, 1);
    assert.equal(stage.figures.waiting, 0);
  });

  it('waits at most a second for a target that never answers, whose message stays due', async (context) => {
    const target = await FakeTarget.open(['never']);
    context.after(() => target.close());
    const stage = new Stage([{ url: target.url }]);
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => target.received.length === 1, 'it has arrived');
    const took = await secondsOf(() => stage.notifier.close());
    assert.ok(took > 0.9 && took < 1.5, `${took} s`);
    assert.equal(stage.figures.waiting, 1);
    assert.notDeepEqual(stage.notifier.toJSON(), { version: 1, lanes: {} });
    assert.deepEqual(stage.errors, []);
  });

  it('takes no time when no delivery is in progress, and sends nothing afterwards', async () => {
    let calls = 0;
    const stage = new Stage([() => calls++]);
    assert.ok((await secondsOf(() => stage.notifier.close())) < 0.5);
    stage.notifier.send([fires(alertOf('a'))]);
    stage.pass(5);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls, 0);
    assert.equal(stage.figures.waiting, 1);
  });

  it('lets the app continue, even when nothing else keeps the process alive', async () => {
    const script = `
      import { Notifier } from './server/notify/notifier.ts';
      const targets = [() => new Promise(() => undefined)];
      const notifier = new Notifier({ targets, instance: 'a:1', onError: console.error });
      notifier.send([{ kind: 'firing', alert: ${JSON.stringify(alertOf('a'))} }]);
      notifier.tick(0, 0);
      await notifier.close();
      console.log('went on');
    `;
    const given = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, given, { timeout: 30_000 });
    assert.equal(stdout, 'went on\n');
  });
});
