import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { check, type CheckArguments } from '../../../server/cli/check.js';
import { listen } from '../support/http.js';
import { Watched } from '../support/watched.js';

const OPTIONS: CheckArguments = { for: 'deploy', timeout: 10 };

/** An app that fails until it is replaced by another version, and what `align-monitor check` says of it. */
async function replaced(test: TestContext): Promise<{ watched: Watched; ask: () => Promise<[number, string]> }> {
  const watched = await Watched.startOnDisk(test, { version: '1' });
  const server = await listen((request, response) => {
    watched.monitor.httpRoutes({ audience: 'viewer' })(request, response);
  });
  test.after(() => server.close());
  const ask = async (): Promise<[number, string]> => {
    const { code, text } = await check(server.url, OPTIONS);
    return [code, text];
  };
  await watched.pass(120, 2);
  await watched.pass(60, 2, 500);
  assert.equal((await ask())[0], 2, 'the app is down');
  await watched.restart({ version: '2' });
  return { watched, ask };
}

describe('align-monitor check after an outage, of a fresh deploy', () => {
  it('without requests never ends with 2: what was is not confirmed, and after five minutes it is over', async (test) => {
    const { watched, ask } = await replaced(test);
    assert.notEqual((await ask())[0], 2, 'at once');
    await watched.pass(10);
    const [code, text] = await ask();
    assert.equal(code, 1);
    assert.match(text, /not confirmed since the interruption/);
    for (let minute = 0; minute < 5; minute++) {
      await watched.pass(60);
      assert.notEqual((await ask())[0], 2);
    }
    assert.equal((await ask())[0], 0);
  });

  it('ends with 0 as soon as requests succeed, and with 2 again as soon as they fail', async (test) => {
    const { watched, ask } = await replaced(test);
    await watched.pass(60, 2);
    assert.equal((await ask())[0], 0);
    await watched.pass(60, 2, 500);
    assert.equal((await ask())[0], 2);
  });

  it('does not end with 2 by one failure among few requests', async (test) => {
    const { watched, ask } = await replaced(test);
    await watched.pass(10);
    await watched.pass(1, 1, 500);
    await watched.pass(10);
    assert.notEqual((await ask())[0], 2);
  });
});
