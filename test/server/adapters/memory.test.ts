/** Nothing of a URL, a header or a message stays in memory behind the names that are kept. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { until } from '../support/http.js';
import { ask, serve } from './client.js';
import type { Served } from './scene.js';

/** The tokens that a heap snapshot shows. */
async function tokensInMemory(): Promise<string[]> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  let snapshot = '';
  for await (const chunk of getHeapSnapshot()) snapshot += String(chunk);
  return [...new Set(snapshot.match(/planted-token-\d+/g))];
}

describe('what is kept of requests', () => {
  let monitor: Monitor;
  let app: Served;

  beforeEach(async () => {
    monitor = createMonitor({ foldPaths: true, sessionId: ({ headers }) => String(headers['x-session']) });
    const server = createServer((request, response) => {
      const url = request.url ?? '';
      const feature = /feature=(\w+)/.exec(url)?.[1];
      if (feature !== undefined) monitor.recordFeature(feature);
      const error = /error=(\w+)/.exec(url)?.[1];
      if (error !== undefined)
        monitor.recordError({ type: error, message: url.slice(0, 15), endpoint: url.slice(0, 14) });
      response.end('ok');
    });
    monitor.http(server);
    app = await serve(server);
  });
  afterEach(async () => {
    await app.close();
    await monitor.close();
  });

  it('holds no query string, no header and no text that it was cut from', async () => {
    const names = Array.from({ length: 30 }, (_, index) => 'abcdefghijklmnopqrstuvwxyzåäöü'.charAt(index));
    for (const [index, name] of names.entries()) {
      for (let times = 0; times < 3; times++) {
        const secret = `planted-token-${index}-${'x'.repeat(4000)}`;
        const path = `/path-with-a-long-name-${encodeURIComponent(name)}`;
        await ask(
          'http/1.1',
          `${app.url}${path}?feature=feature_number_${index}&error=error_number_${index}&token=${secret}`,
          {
            headers: { 'x-session': `planted-token-${index}`, referer: `http://app/${secret}` },
          },
        );
      }
    }
    // Node keeps the last request for a while.
    for (let times = 0; times < 10; times++) await ask('http/1.1', `${app.url}/last`);
    await until(() => monitor.metrics().summary.total_requests === 100, 'all are counted');
    assert.ok(Object.keys(monitor.metrics().feature_usage).length === 30);
    assert.ok(monitor.metrics().summary.unique_endpoints > 1);
    await app.close();
    // The engine keeps the last text that an expression was tried on.
    /x/.exec('x');
    assert.deepEqual(await tokensInMemory(), []);
  });
});
