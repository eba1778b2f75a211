/**
 * A process with one app, which is asked by many connections that send pipelined requests and break off. It prints how
 * many requests are left open, and whatever the app or the monitor prints.
 */

import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
// The build starts sooner than its sources.
import { createMonitor, createServer as createMonitorServer, type Monitor } from 'align-monitor';
import Koa from 'koa';

const CONNECTIONS = 200;
const PIPELINED = 50;
const OWN_PATHS = ['/metrics', '/health/detailed', '/align-monitor.js', '/monitoring', '/monitoring/badge.svg'];

interface Started {
  server: Server;
  monitor: Monitor;
}

const starts: Record<string, () => Promise<Started>> = {
  koa: async () => {
    const monitor = createMonitor({ access: {} });
    const app = new Koa();
    app.use(monitor.koa());
    app.use((context) => void (context.body = 'x'.repeat(10_000)));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, monitor };
  },
  'node:http': async () => {
    const monitor = createMonitor({ access: {} });
    const server = createServer((_request, response) => response.end('x'.repeat(10_000)));
    monitor.http(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, monitor };
  },
  standalone: () => createMonitorServer({ access: {}, port: 0 }),
};

const [, , name = ''] = process.argv;
// Koa prints what breaks off its own answers: those are the host's.
const paths = name === 'koa' ? OWN_PATHS : [...OWN_PATHS, '/none'];
const start = starts[name];
if (start === undefined) throw new RangeError(`allowed: ${Object.keys(starts).join(', ')}`);
const { server, monitor } = await start();
const { port } = server.address() as AddressInfo;

const breakOff = async (number: number): Promise<void> => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  const path = paths[number % paths.length] ?? '/';
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(PIPELINED));
  // Some break off before the first answer, some in the middle of one.
  if (number % 2 === 0) await once(socket, 'data');
  if (number % 4 < 2) socket.resetAndDestroy();
  else socket.destroy();
};
for (let from = 0; from < CONNECTIONS; from += 20) {
  await Promise.all(Array.from({ length: 20 }, (_, index) => breakOff(from + index)));
}
// The monitor looks for requests that have ended unnoticed once a second.
const open = (): number => monitor.metrics().process.in_flight;
for (let waited = 0; open() > 0 && waited < 50; waited++) await pause(100);
process.stdout.write(`${open()} open`);
server.closeAllConnections();
server.close();
await monitor.close();
