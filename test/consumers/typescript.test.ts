/** Programs in TypeScript that use the server's half of the package, compiled under every way to resolve modules. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { compile, pack, type Packed } from './support/packed.js';

const run = promisify(execFile);

const server = `
import { checkHttp, createMonitor, createServer, getMonitor, LEVELS } from 'align-monitor';
import type { Exporter, Metrics, Monitor, MonitorOptions, Notification } from 'align-monitor';

const options: MonitorOptions = {
  sessionId: (request) => request.cookie('sid'),
  ignore: ({ path, headers }) => path.startsWith('/assets') || headers['x-probe'] !== undefined,
  notify: (message: Notification) => message.text,
  exporters: [{ name: 'own', request: ({ endpoint }) => endpoint.length } satisfies Exporter],
};
const monitor: Monitor = createMonitor(options);
monitor.addCheck('portal', checkHttp('https://portal.example'), { critical: true });
monitor.addCheck('database', async (signal) => signal.aborted);
const figures: Metrics = monitor.metrics();
const found: Monitor | undefined = getMonitor();
// @ts-expect-error: it is a number.
const share: string = figures.summary.error_rate_percent;
// @ts-expect-error: there is no such option.
createMonitor({ windowSecond: 60 });
// @ts-expect-error: only its type is exported.
export const all = [LEVELS, share, found?.health().status];
export const standalone = () => createServer({ port: 0 }).then(({ url, close }) => close().then(() => url));
if (figures.status !== 'healthy') throw new Error('a new monitor is not healthy');
void monitor.close();
`;

const required = `
import align = require('align-monitor');

const monitor: align.Monitor = align.createMonitor({ windowSeconds: 60 });
// @ts-expect-error: there is no such option.
export const wrong = () => align.createMonitor({ windowSecond: 60 });
void monitor.close();
`;

/** Both copies of the module in one program: a monitor of one is a monitor of the other. */
const both = `
import align = require('align-monitor');

const monitor = align.createMonitor();
void import('align-monitor').then(({ getMonitor }) => {
  const found: align.Monitor | undefined = getMonitor();
  if (found !== monitor) throw new Error('not found');
  return monitor.close();
});
`;

/** The adapters in the frameworks that they are for, with the types of Node and of the frameworks. */
const frameworks = `
import { createServer } from 'node:http';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { createMonitor } from 'align-monitor';

const monitor = createMonitor({ ignore: ({ raw }) => raw.socket.remoteAddress === '127.0.0.1' });
new Koa().use(monitor.koa()).use(monitor.routes({ audience: 'viewer' }));
express().use(monitor.connect({ serve: false }), monitor.connectRoutes(), monitor.connectErrors());
await Fastify().register(monitor.fastify);
monitor.http(createServer(), { endpoint: (request) => request.headers.host });
// @ts-expect-error: Node's request has no such property.
monitor.http(createServer(), { endpoint: (request) => request.nothing });
`;

interface Row {
  options: Record<string, unknown>;
  files: Record<string, string>;
  others?: string[];
}

const plain = { types: [], lib: ['ES2022'] };
const rows: Record<string, Row> = {
  'node10, CommonJS': {
    options: { ...plain, module: 'CommonJS', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
    files: { 'server.ts': server, 'required.ts': required },
  },
  node16: {
    options: { ...plain, module: 'Node16', moduleResolution: 'Node16' },
    files: { 'server.mts': server, 'server.cts': server, 'required.cts': required, 'both.cts': both },
  },
  nodenext: {
    options: { ...plain, module: 'NodeNext', moduleResolution: 'NodeNext' },
    files: { 'server.mts': server, 'server.cts': server, 'required.cts': required, 'both.cts': both },
  },
  bundler: {
    options: { ...plain, module: 'ESNext', moduleResolution: 'bundler' },
    files: { 'server.ts': server },
  },
  'with the types of Node and of frameworks': {
    options: { types: ['node'], module: 'NodeNext', moduleResolution: 'NodeNext', skipLibCheck: true },
    files: { 'frameworks.mts': frameworks },
    others: ['@types/node', '@types/koa', '@types/express', 'fastify'],
  },
};

describe('the server in a TypeScript project', () => {
  let packed: Packed;
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  for (const [name, { options, files, others }] of Object.entries(rows)) {
    it(`compiles: ${name}`, async () => {
      await compile(packed, files, options, others);
    });
  }

  it('runs as compiled for CommonJS, with both copies of the module', async () => {
    const { options } = rows['node16'] ?? assert.fail();
    const folder = await compile(packed, { 'required.cts': required, 'both.cts': both }, { ...options, noEmit: false });
    for (const name of ['required', 'both']) await run(process.execPath, [`${name}.cjs`], { cwd: folder });
  });
});
