/** The examples in server/README.md that put the endpoints behind a login: it guards them, and nothing else. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import Router from '@koa/router';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import { createMonitor, type Monitor } from '../../../server/index.js';
import { blockWith, runSnippet } from '../../tools/docs/run-snippet.js';
import { ask, listen, type Listening } from '../support/http.js';

type Run = (given: Record<string, unknown>, wanted?: readonly string[]) => Promise<Record<string, unknown>>;

const isStaff = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => headers['x-staff'] === 'yes';

const apps: Record<string, (monitor: Monitor, run: Run) => Promise<Pick<Listening, 'url' | 'close'>>> = {
  Koa: async (monitor, run) => {
    const app = new Koa();
    const mustBeStaff: Koa.Middleware = (context, next) => (isStaff(context) ? next() : context.throw(401));
    app.silent = true;
    await run({ app, monitor, Router, mustBeStaff });
    app.use((context) => void (context.body = 'the app'));
    return listen(app.callback());
  },
  Express: async (monitor, run) => {
    const app = express();
    const mustBeStaff: express.Handler = (request, response, next) =>
      isStaff(request) ? next() : void response.status(401).end();
    await run({ app, monitor, mustBeStaff });
    app.use((_request, response) => void response.send('the app'));
    return listen(app);
  },
  Fastify: async (monitor, run) => {
    const app = fastify();
    const mustBeStaff = async (
      request: { headers: IncomingMessage['headers'] },
      reply: { code(status: number): { send(): unknown } },
    ) => {
      if (!isStaff(request)) await reply.code(401).send();
    };
    await run({ app, monitor, mustBeStaff });
    app.get('/', () => 'the app');
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  'node:http': async (monitor, run) => {
    const { server } = (await run({ monitor, createServer, isStaff }, ['server'])) as { server: Server };
    return listen((request: IncomingMessage, response: ServerResponse) => server.emit('request', request, response));
  },
};

describe('the examples of a login', () => {
  for (const [name, start] of Object.entries(apps)) {
    it(`let staff be operators in ${name}, and strangers see the app alone`, async () => {
      const monitor = createMonitor();
      const block = blockWith('server/README.md', `// ${name} behind a login`);
      const { url, close } = await start(monitor, (given, wanted) => runSnippet(block, { given }, wanted));
      const metrics = `${url}${block.includes('/internal') ? '/internal' : ''}/metrics`;
      assert.equal((await ask(`${url}/`)).body, 'the app');
      assert.doesNotMatch((await ask(metrics)).body, /audience/);
      const { body } = await ask(metrics, { headers: { 'x-staff': 'yes' } });
      assert.equal((JSON.parse(body) as { audience: string }).audience, 'operator');
      assert.equal(monitor.metrics().summary.total_requests > 0, true, 'requests are counted');
      await close();
      await monitor.close();
    });
  }
});
