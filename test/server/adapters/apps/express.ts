import { createServer } from 'node:http';
import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import express4 from 'express4';
import { serve } from '../support/client.js';
import {
  type Adapter,
  broken,
  events,
  inTwoParts,
  isReplaced,
  LARGE,
  largeStream,
  readBody,
  type Scene,
  untilReleased,
} from '../support/scene.js';

function routes(app: Express, newRouter: typeof Router, scene: Scene): void {
  const { monitor, released } = scene;
  app.get('/', (_request, response) => void response.send('ok'));
  app.get('/items/:id', (request, response) => {
    if (scene.trap === undefined) response.locals['feature'] = 'items';
    response.json({ id: request.params.id });
  });
  app.post('/items', (request, response) =>
    readBody(request, (text) => {
      monitor?.recordError({ type: 'model_refused', message: text });
      response.status(502).send(`refused: ${text}`);
    }),
  );
  app.get('/own-word', (_request, response) => {
    response.locals['errorClass'] = 'quota';
    response.sendStatus(429);
  });
  app.get('/empty', (_request, response) => void response.status(204).end());
  app.get('/unchanged', (_request, response) => void response.status(304).end());
  app.get('/moved', (_request, response) => response.redirect('/'));
  app.get('/throws', () => {
    throw broken('thrown');
  });
  app.get('/rejects', (_request, _response, next) => {
    // Express 4 leaves it to the app to pass a rejection on; Express 5 would do it by itself.
    Promise.reject(broken('rejected')).catch(next);
  });
  app.get('/replaced', () => {
    throw broken('replaced', { status: 404, replace: true });
  });
  app.get('/hangs', (_request, response) => void released.then(() => response.send('at last')));
  app.get('/poll', (_request, response) => {
    response.locals['streaming'] = true;
    void released.then(() => response.send('news'));
  });
  app.get('/large', (_request, response) => void response.send(LARGE));
  app.get('/piped', (_request, response) => void largeStream().pipe(response));
  app.post('/late', (request, response) => {
    void released.then(() => readBody(request, (text) => response.send(text)));
  });
  app.get('/stream', (_request, response) => void inTwoParts(scene).pipe(response));
  app.get('/slowly', (_request, response) => void untilReleased(scene).pipe(response));
  app.get('/events', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    events().pipe(response);
  });
  app.get(/^\/reports\/\d+$/, (_request, response) => void response.send('report'));
  const users = newRouter();
  users.get('/users/:user', (request, response) => void response.json(request.params));
  users.get('/refused', () => {
    throw broken('refused', { status: 403 });
  });
  const tenants = newRouter();
  tenants.use('/dept/:dept', users);
  app.use('/tenants/:tenant', tenants);
}

function adapter(name: string, framework: typeof express, newRouter: typeof Router): Adapter {
  return {
    name,
    protocol: 'http/1.1',
    templates: {
      item: '/items/:id',
      user: '/tenants/:tenant/dept/:dept/users/:user',
      report: '/^\\/reports\\/\\d+$/',
    },
    has405: false,
    async start(scene) {
      const app = framework();
      app.set('env', 'test');
      if (scene.monitor !== undefined) app.use(scene.monitor.connect());
      const { trap } = scene;
      if (trap !== undefined) {
        app.use((request, response, next) => {
          Object.assign(request, { session: trap });
          response.locals = trap;
          next();
        });
      }
      routes(app, newRouter, scene);
      if (scene.monitor !== undefined) app.use(scene.monitor.connectErrors());
      const replace: ErrorRequestHandler = (error, _request, response, next) => {
        // Outside of production Express shows the client the stack, and on that is every middleware.
        if (error instanceof Error) error.stack = String(error);
        if (isReplaced(error)) response.status(503).send('Sorry');
        else next(error);
      };
      app.use(replace);
      return serve(createServer((request, response) => void app(request, response)));
    },
  };
}

export const expressFive = adapter('Express 5', express, Router);
export const expressFour = adapter('Express 4', express4, express4.Router);
