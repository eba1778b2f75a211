/** npm statsd, which reads the tags of DogStatsD, receives what the exporter for Datadog sends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, mock } from 'node:test';
import { createMonitor } from '../../server/monitor.js';
import { FakeClock } from '../server/support/fake-clock.js';
import { freePort, until } from '../server/support/http.js';

const statsd = createRequire(import.meta.url).resolve('statsd/stats.js');

/** What statsd answers to a command at its port of management: an object, then END. */
async function command(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk));
  socket.write(`${text}\n`);
  await until(() => answer.includes('END'), `statsd answers to ${text}`);
  socket.destroy();
  return answer;
}

it('statsd counts the requests by endpoint, method and class of status', { timeout: 60_000 }, async (test) => {
  const folder = await mkdtemp(join(tmpdir(), 'statsd-'));
  const [port, management] = [await freePort(), await freePort()];
  const configuration = join(folder, 'config.js');
  await writeFile(
    configuration,
    `{ address: '127.0.0.1', port: ${port}, mgmt_address: '127.0.0.1', mgmt_port: ${management}, flushInterval: 600000,
       backends: [] }`,
  );
  const server = spawn(process.execPath, [statsd, configuration], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'close');
  test.after(async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  let log = '';
  server.stdout.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  await until(() => log.includes('server is up'), 'statsd listens');

  const clock = new FakeClock();
  mock.timers.enable({ apis: ['setInterval'] });
  const monitor = createMonitor({
    clock,
    version: '1.8.0',
    datadog: { host: '127.0.0.1', port, tags: { env: 'test' } },
  });
  const record = (statusCode: number): void =>
    monitor.recordRequest({ endpoint: '/items/:id', method: 'GET', statusCode, latencyMs: 12.5 });
  for (let count = 0; count < 300; count++) record(count % 10 === 0 ? 500 : 200);
  clock.advance(5);
  mock.timers.tick(5000);
  mock.timers.reset();
  await monitor.close();

  // statsd writes tags as ;name=value and leaves out what its own storage does not take.
  const names = (status: string): string => `endpoint=-items-id;method=GET;status_class=${status}`;
  let counters = '';
  const all = /align_monitor\.requests;[^']*status_class=2xx': 270/;
  for (let attempt = 0; attempt < 50 && !all.test(counters); attempt++)
    counters = await command(management, 'counters');
  assert.match(counters, all);
  assert.ok(counters.includes(names('2xx')), counters);
  assert.match(counters, /align_monitor\.failures;[^']*status_class=5xx;error_class=5xx': 30/);
  const gauges = await command(management, 'gauges');
  assert.match(gauges, /'align_monitor\.error_rate_percent;[^']*env=test[^']*': 10/);
});
