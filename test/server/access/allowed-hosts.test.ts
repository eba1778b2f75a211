import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { AllowedHosts } from '../../../server/access/allowed-hosts.js';
import { createServer } from '../../../server/standalone.js';
import { ask } from '../support/http.js';

describe('a server of the monitor’s own', () => {
  it('answers under addresses, this machine’s names and those that it is given, and under no other', () => {
    const hosts = new AllowedHosts(['Monitor.example']);
    const own = ['localhost:5004', '127.0.0.1', '[::1]:5004', '10.0.0.7:80', 'app.localhost', hostname(), ''];
    for (const host of [...own, 'monitor.example', 'MONITOR.EXAMPLE:443', 'monitor.example.']) {
      assert.ok(hosts.allows(host), host);
    }
    const foreign = ['attacker.example', 'localhost.attacker.example', 'xlocalhost', '127.0.0.1.attacker.example'];
    for (const host of [...foreign, 'monitor.example.attacker.example', '1.2.3', '[::1].example', '@', ' ']) {
      assert.ok(!hosts.allows(host), host);
    }
  });

  it('answers a page that reached it through another name nothing but the health codes', async () => {
    const started = await createServer({ port: 0, access: { public: 'all' }, allowedHosts: ['monitor.example'] });
    const status = async (path: string, Host: string): Promise<number> =>
      (await ask(started.url + path, { headers: { Host } })).status;
    for (const path of [
      '/metrics',
      '/metrics/history',
      '/metrics/requests',
      '/monitoring',
      '/align-monitor.js',
      '/x',
    ]) {
      assert.equal(await status(path, 'attacker.example'), 421, path);
    }
    for (const path of ['/health', '/health/live', '/health/ready', '/health/detailed']) {
      assert.equal(await status(path, 'attacker.example'), 200, path);
    }
    assert.equal(await status('/metrics', 'monitor.example:8080'), 200);
    await started.close();
  });

  it('answers under the name in `url`, and refuses names that are none', async () => {
    const started = await createServer({ port: 0, url: 'https://portal.example/monitor' });
    assert.equal((await ask(`${started.url}/metrics`, { headers: { Host: 'portal.example' } })).status, 200);
    await started.close();
    for (const allowedHosts of ['monitor.example', [''], ['http://monitor.example'], [1]]) {
      await assert.rejects(
        createServer({ port: 0, allowedHosts: allowedHosts as never }),
        /option allowedHosts is .*; allowed: a list/,
      );
    }
  });
});
