import { createServer } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import Koa2 from 'koa2';
import { serve } from '../support/client.js';
import {
  type Adapter,
  broken,
  events,
  inTwoParts,
  isReplaced,
  LARGE,
  largeStream,
  type Scene,
  untilReleased,
} from '../support/scene.js';

function routes(scene: Scene): Router {
  const { monitor, released } = scene;
  const router = new Router();
  router.get('/', (context) => {
    context.body = 'ok';
  });
  router.get('/items/:id', (context) => {
    context.state['feature'] = 'items';
    context.body = { id: context.params['id'] };
  });
  router.post('/items', async (context) => {
    let text = '';
    for await (const chunk of context.req) text += String(chunk);
    monitor?.recordError({ type: 'model_refused', message: text });
    context.status = 502;
    context.body = `refused: ${text}`;
  });
  router.get('/own-word', (context) => {
    context.state['errorClass'] = 'quota';
    context.status = 429;
  });
  router.get('/empty', (context) => {
    context.status = 204;
  });
  router.get('/unchanged', (context) => {
    context.status = 304;
  });
  router.get('/moved', (context) => context.redirect('/'));
  router.get('/throws', () => {
    throw broken('thrown');
  });
  router.get('/rejects', async () => {
    throw broken('rejected');
  });
  router.get('/replaced', () => {
    throw broken('replaced', { status: 404, replace: true });
  });
  router.get('/hangs', async (context) => {
    await released;
    context.body = 'at last';
  });
  router.get('/poll', async (context) => {
    context.state['streaming'] = true;
    await released;
    context.body = 'news';
  });
  router.get('/large', (context) => {
    context.body = LARGE;
  });
  router.get('/piped', (context) => {
    context.body = largeStream();
  });
  router.post('/late', async (context) => {
    await released;
    let text = '';
    for await (const chunk of context.req) text += String(chunk);
    context.body = text;
  });
  router.get('/stream', (context) => {
    context.body = inTwoParts(scene);
  });
  router.get('/slowly', (context) => {
    context.body = untilReleased(scene);
  });
  router.get('/events', (context) => {
    context.type = 'text/event-stream';
    context.body = events();
  });
  router.get(/^\/reports\/\d+$/, (context) => {
    context.body = 'report';
  });
  const users = new Router();
  users.get('/users/:user', (context) => {
    context.body = context.params;
  });
  users.get('/refused', () => {
    throw broken('refused', { status: 403 });
  });
  const tenants = new Router({ prefix: '/tenants/:tenant' });
  tenants.use('/dept/:dept', users.routes());
  return router.use(tenants.routes());
}

function adapter(name: string, Framework: typeof Koa): Adapter {
  return {
    name,
    protocol: 'http/1.1',
    templates: {
      item: '/items/:id',
      user: '/tenants/:tenant/dept/:dept/users/:user',
      report: '/^\\/reports\\/\\d+$/',
    },
    has405: true,
    async start(scene) {
      const app = new Framework();
      app.silent = true;
      if (scene.monitor !== undefined) app.use(scene.monitor.koa());
      app.use(async (context, next) => {
        if (scene.trap !== undefined) Object.assign(context, { state: scene.trap, session: scene.trap });
        try {
          await next();
        } catch (error) {
          if (!isReplaced(error)) throw error;
          context.status = 503;
          context.body = 'Sorry';
        }
      });
      const router = routes(scene);
      app.use(router.routes()).use(router.allowedMethods());
      const answer = app.callback();
      return serve(createServer((request, response) => void answer(request, response)));
    },
  };
}

export const koa3 = adapter('Koa 3', Koa);
export const koa2 = adapter('Koa 2', Koa2);
