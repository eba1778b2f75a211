import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { notifyTestCommand, testConfigured } from '../../../server/cli/notify-test.js';
import { createMonitor } from '../../../server/monitor.js';
import { FakeTarget } from '../notify/stage.js';

describe('align-monitor notify-test', () => {
  let folder: string;
  let target: FakeTarget;

  beforeEach(async () => {
    process.exitCode = 0;
    folder = await mkdtemp(path.join(tmpdir(), 'align-monitor-notify-'));
    target = await FakeTarget.open();
  });
  afterEach(async () => {
    mock.restoreAll();
    process.exitCode = 0;
    await target.close();
    await rm(folder, { recursive: true });
  });

  const fileOf = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const run = async (...words: string[]): Promise<{ out: string[]; exitCode: unknown }> => {
    const out: string[] = [];
    for (const method of ['log', 'error'] as const) mock.method(console, method, (line: string) => out.push(line));
    await notifyTestCommand().parseAsync(words, { from: 'user' });
    mock.restoreAll();
    return { out, exitCode: process.exitCode };
  };

  it('sends to each target of a JSON file and says what became of it', async () => {
    const notify = [
      { url: target.url, format: 'slack' },
      { url: 'http://127.0.0.1:9/SECRET', format: 'discord' },
      { format: 'pagerduty', routingKey: 'KEY', url: target.url },
    ];
    const alertmanager = { urls: [target.origin] };
    const file = await fileOf('config.json', JSON.stringify({ notify, alertmanager, url: 'https://p.example' }));
    const { out, exitCode } = await run('--options', file);
    assert.deepEqual(out, [
      `accepted  ${target.origin}`,
      'failed    http://127.0.0.1:9: no connection',
      `accepted  ${target.origin}`,
      `accepted  ${target.origin}`,
    ]);
    assert.equal(exitCode, 1);
    const bodies = target.received.map(({ body }) => body);
    assert.equal(bodies.filter((body) => /This is a test of the notifications, nothing is wrong/.test(body)).length, 4);
    // Nothing has begun, and nothing is over.
    assert.doesNotMatch(bodies.join('\n'), /nothing is wrong, |fired|since|back to normal/);
    // The incident of the test does not stay open.
    const actions = bodies.flatMap((body) => /"event_action":"(\w+)"/.exec(body)?.[1] ?? []);
    assert.deepEqual(actions, ['trigger', 'resolve']);
  });

  it('takes the exports of a module, and ends with 0 when all is accepted', async () => {
    const file = await fileOf('config.mjs', `export const notify = { url: '${target.url}' };`);
    assert.deepEqual(await run('--options', file), { out: [`accepted  ${target.origin}`], exitCode: 0 });
  });

  it('takes the whole options of a default export', async () => {
    const file = await fileOf(
      'config.mjs',
      `export default { version: '1', notify: () => { throw new Error('no') } };`,
    );
    const [result] = await testConfigured(file);
    assert.deepEqual(result, { target: 'function notify', result: 'failed', reason: 'Error: no' });
  });

  it('says what a target has answered', async () => {
    target.replies = [403];
    const file = await fileOf('config.json', JSON.stringify({ notify: { url: target.url } }));
    assert.deepEqual(await run('--options', file), { out: [`refused   ${target.origin}: answered 403`], exitCode: 1 });
  });

  const wrong: [what: string, name: string, text: string, says: RegExp][] = [
    ['no targets', 'a.json', '{}', /configures no target; allowed: notify or alertmanager/],
    ['no JSON', 'a.json', '{ "notify": "SECRET', /a\.json cannot be read: it is no JSON$/],
    ['a wrong option', 'a.json', '{ "notify": 7 }', /option notify is 7; allowed/],
    ['a module that throws', 'a.mjs', "throw new Error('broken')", /a\.mjs cannot be read: broken; allowed/],
  ];
  for (const [what, name, text, says] of wrong) {
    it(`refuses a file with ${what}, in one line, with exit code 1`, async () => {
      const { out, exitCode } = await run('--options', await fileOf(name, text));
      assert.match(out.join('\n'), says);
      assert.doesNotMatch(out.join('\n'), /SECRET/);
      assert.equal(exitCode, 1);
    });
  }

  it('needs a file', async () => {
    await assert.rejects(
      testConfigured(undefined),
      /there is no align-monitor\.config\.js or .*name a file with --options/,
    );
    await assert.rejects(testConfigured(path.join(folder, 'none.json')), /none\.json cannot be read: ENOENT/);
  });

  it('is a method of the monitor, too', async () => {
    const monitor = createMonitor({ notify: { url: target.url } });
    const results = await monitor.notifyTest();
    await monitor.close();
    assert.deepEqual(results, [{ target: target.origin, result: 'accepted', reason: null }]);
  });
});
