import type { IncomingMessage, Server } from 'node:http';
import { Readable } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { serve } from '../support/client.js';
import type { Adapter } from '../support/scene.js';
import { broken, events, inTwoParts, isReplaced, LARGE, largeStream, POLL, untilReleased } from '../support/scene.js';

export const honoAdapter: Adapter = {
  name: 'Hono',
  protocol: 'http/1.1',
  templates: {
    item: '/items/:id',
    user: '/tenants/:tenant/dept/:dept/users/:user',
    report: '/reports/:number{[0-9]+}',
  },
  has405: false,
  async start(scene) {
    const { monitor, released, trap } = scene;
    const app = new Hono<{ Bindings: HttpBindings }>();
    const templates = new WeakMap<IncomingMessage, string>();
    app.use(async (context, next) => {
      const route = matchedRoutes(context).find(({ method }) => method !== 'ALL');
      if (route !== undefined) templates.set(context.env.incoming, route.path);
      if (trap !== undefined) Object.assign(context.env.incoming, { session: trap });
      await next();
    });
    app.onError((error, context) => {
      if (isReplaced(error)) return context.text('Sorry', 503);
      return context.text('Broken', 'status' in error ? (error.status as 403) : 500);
    });
    app.get('/', (context) => context.text('ok'));
    app.get('/items/:id', (context) => {
      monitor?.recordFeature('items');
      return context.json({ id: context.req.param('id') });
    });
    app.post('/items', async (context) => {
      const text = await context.req.text();
      monitor?.recordError({ type: 'model_refused', message: text });
      return context.text(`refused: ${text}`, 502);
    });
    app.get('/own-word', (context) => {
      monitor?.recordError({ type: 'quota', message: 'none left' });
      return context.body(null, 429);
    });
    app.get('/empty', (context) => context.body(null, 204));
    app.get('/unchanged', (context) => context.body(null, 304));
    app.get('/moved', (context) => context.redirect('/'));
    app.get('/throws', () => {
      throw broken('thrown');
    });
    app.get('/rejects', async () => {
      throw broken('rejected');
    });
    app.get('/replaced', () => {
      throw broken('replaced', { status: 404, replace: true });
    });
    app.get('/hangs', async (context) => {
      await released;
      return context.text('at last');
    });
    const stream = (body: Readable): ReadableStream => Readable.toWeb(body) as ReadableStream;
    app.get('/poll', async (context) => {
      await released;
      return context.text('news');
    });
    app.get('/large', (context) => context.body(LARGE));
    app.get('/piped', (context) => context.body(stream(largeStream())));
    app.post('/late', async (context) => {
      await released;
      return context.text(await context.req.text());
    });
    app.get('/stream', (context) => context.body(stream(inTwoParts(scene))));
    app.get('/slowly', (context) => context.body(stream(untilReleased(scene))));
    app.get('/events', (context) => context.body(stream(events()), 200, { 'Content-Type': 'text/event-stream' }));
    app.get('/reports/:number{[0-9]+}', (context) => context.text('report'));
    const users = new Hono();
    users.get('/users/:user', (context) => context.json(context.req.param()));
    users.get('/refused', () => {
      throw broken('refused', { status: 403 });
    });
    app.route('/tenants/:tenant/dept/:dept', users);
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    monitor?.http(server, { endpoint: (request) => templates.get(request), streaming: ({ url }) => url === POLL });
    return serve(server);
  },
};
