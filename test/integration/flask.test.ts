/** A Flask app that reports its requests to the monitor. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { it } from 'node:test';
import { createServer } from '../../server/standalone.js';
import { programs, skipWithout } from './programs.js';
import { ask, freePort, until } from '../server/support/http.js';

const TOKEN = 'flask-reports-here';
const app = fileURLToPath(new URL('flask_app.py', import.meta.url));
const skip = await skipWithout(programs.flask);

it(
  'the Flask example reports its requests with their route templates, failures included',
  { skip, timeout: 60_000 },
  async () => {
    const { url, monitor, close } = await createServer({ port: 0, access: { ingest: TOKEN } });
    const port = await freePort();
    const words = ['-B', app, String(port), `${url}/monitoring/ingest`];
    const env = { ...process.env, ALIGN_MONITOR_INGEST_TOKEN: TOKEN };
    const flask = spawn(programs.flask.command, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(flask, 'close');
    try {
      flask.stderr.setEncoding('utf8');
      let log = '';
      flask.stderr.on('data', (chunk: string) => (log += chunk));
      await until(() => log.includes('Running on') || flask.exitCode !== null, 'Flask listens');
      assert.equal(flask.exitCode, null, log);
      for (const path of ['/items/1', '/items/2', '/nowhere', '/broken']) await ask(`http://127.0.0.1:${port}${path}`);
      await until(() => monitor.metrics().summary.total_requests === 4, 'four requests are reported');
      const { top_endpoints, errors, summary } = monitor.metrics();
      assert.deepEqual(top_endpoints, { 'GET /items/<int:item>': 2, 'GET (unmatched)': 1, 'GET /broken': 1 });
      assert.deepEqual([errors.total_5xx, errors.total_4xx, summary.failed_requests], [1, 1, 1]);
    } finally {
      flask.kill();
      await closed;
      await close();
    }
  },
);
