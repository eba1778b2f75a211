// @ts-check
/**
 * A monitor with as much to answer as it ever keeps: 288 snapshots from a process before it, 2,000 endpoints and 100
 * deploys.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { answer, serverCommands } from '../tools/answer.js';
import { createMonitor } from '../tools/monitor.js';
import { storeDay } from '../tools/stored-day.js';
import { latency, seeded } from '../tools/traffic.js';

const endpoints = 2000;
const requests = 20_000;

const folder = await mkdtemp(join(tmpdir(), 'align-monitor-reads-'));
process.once('exit', () => void rm(folder, { recursive: true, force: true }));
await storeDay(folder);
const monitor = createMonitor({ access: { public: 'all' }, metricsDir: folder });
await monitor.started;
const random = seeded(2);
for (let request = 0; request < requests; request++) {
  monitor.recordRequest({
    endpoint: `/courses/section-${request % endpoints}/:id`,
    method: 'GET',
    statusCode: random() < 0.01 ? 500 : 200,
    latencyMs: latency(random),
  });
}
const app = new Koa();
app.use(/** @type {Koa.Middleware} */ (monitor.koa()));
const server = createServer(app.callback());

/** @type {ReturnType<typeof performance.eventLoopUtilization>} */
let before;

answer({
  ...serverCommands(server),

  begin() {
    before = performance.eventLoopUtilization();
  },

  /** @returns {number} for how many milliseconds the event loop was busy since `begin` */
  busyMs: () => performance.eventLoopUtilization(before).active,
});
