/** One instance of an app behind a load balancer, in a process of its own: `instance.ts <name> <port> [<metricsDir> <pipe>]`. */

import { open } from 'node:fs';
import { createServer } from 'node:http';
import Koa from 'koa';
import { createMonitor } from '../../server/monitor.js';

const [name = '', port = '', metricsDir, pipe] = process.argv.slice(2);
// Keeps the only thread for files busy until somebody writes to the pipe: the disk seems not to answer.
if (pipe !== undefined) open(pipe, () => undefined);
const monitor = createMonitor({ metricsDir });
const app = new Koa();
app.use(monitor.koa());
app.use((context) => {
  context.body = name;
});
const answer = app.callback();
createServer((request, response) => void answer(request, response)).listen(Number(port), '127.0.0.1', () => {
  process.send?.('listens');
});

process.on('message', (order) => {
  if (order === 'drain') monitor.drain();
  // Blocks the event loop for 2.5 s.
  if (order === 'stall') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
});
