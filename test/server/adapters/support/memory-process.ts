/**
 * A process of its own, so that its heap snapshot is small: asks an app with tokens in URLs and headers, and prints which
 * of the tokens are still in memory as JSON.
 */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMonitor } from '../../../../server/monitor.js';
import { until } from '../../support/http.js';
import { ask, serve } from './client.js';

const NAMES = Array.from({ length: 30 }, (_, index) => 'abcdefghijklmnopqrstuvwxyzåäöü'.charAt(index));

/** The tokens that a heap snapshot shows. */
async function tokensInMemory(): Promise<string[]> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  let snapshot = '';
  for await (const chunk of getHeapSnapshot()) snapshot += String(chunk);
  return [...new Set(snapshot.match(/planted-token-\w+/g))];
}

// What the snapshot shows when a token is kept. It comes in bytes, as those of a request do.
const kept = { token: Buffer.from('706c616e7465642d746f6b656e2d6b657074', 'hex').toString() };

const monitor = createMonitor({ foldPaths: true, sessionId: ({ headers }) => String(headers['x-session']) });
const server = createServer((request, response) => {
  const url = request.url ?? '';
  const feature = /feature=(\w+)/.exec(url)?.[1];
  if (feature !== undefined) monitor.recordFeature(feature);
  const error = /error=(\w+)/.exec(url)?.[1];
  if (error !== undefined) monitor.recordError({ type: error, message: url.slice(0, 15), endpoint: url.slice(0, 14) });
  response.end('ok');
});
monitor.http(server);
const app = await serve(server);
for (const [index, name] of NAMES.entries()) {
  for (let times = 0; times < 3; times++) {
    const secret = `planted-token-${index}-${'x'.repeat(4000)}`;
    const query = `feature=feature_number_${index}&error=error_number_${index}&token=${secret}`;
    await ask('http/1.1', `${app.url}/path-with-a-long-name-${encodeURIComponent(name)}?${query}`, {
      headers: { 'x-session': `planted-token-${index}`, referer: `http://app/${secret}` },
    });
  }
}
// Node keeps the last request for a while.
for (let times = 0; times < 10; times++) await ask('http/1.1', `${app.url}/last`);
await until(() => monitor.metrics().summary.total_requests === 3 * NAMES.length + 10, 'all are counted');
assert.equal(Object.keys(monitor.metrics().feature_usage).length, NAMES.length);
assert.ok(monitor.metrics().summary.unique_endpoints > 1);
await app.close();
// The engine keeps the last text that an expression was tried on.
/x/.exec('x');
console.log(JSON.stringify({ kept: kept.token, found: await tokensInMemory() }));
await monitor.close();
