import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import connect, { type ErrorHandleFunction } from 'connect';
import polka from 'polka';
import { serve } from '../support/client.js';
import type { Adapter } from '../support/scene.js';
import { answerError, handlers, run } from './bare.js';

export const connectAdapter: Adapter = {
  name: 'Connect',
  protocol: 'http/1.1',
  templates: { item: '(unmatched)', user: '(unmatched)', report: undefined },
  has405: false,
  async start(scene) {
    const { monitor, trap } = scene;
    const app = connect();
    if (monitor !== undefined) app.use(monitor.connect());
    app.use((request, _response, next) => {
      if (trap !== undefined) Object.assign(request, { session: trap });
      next();
    });
    for (const [key, handler] of Object.entries(handlers(scene))) {
      const [method, path = ''] = key.split(' ');
      const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
      app.use((request, response, next) => {
        const matches = (request.method === method || request.method === 'HEAD') && pattern.test(request.url ?? '');
        if (matches) void run(handler, request, response, next);
        else next();
      });
    }
    if (monitor !== undefined) app.use(monitor.connectErrors());
    const fail: ErrorHandleFunction = (error: unknown, _request, response, next) => {
      if (response.headersSent) next(error);
      else answerError(error, response);
    };
    app.use(fail);
    return serve(createServer(app));
  },
};

export const polkaAdapter: Adapter = {
  name: 'Polka',
  protocol: 'http/1.1',
  templates: { item: '/items/:id', user: '/tenants/:tenant/dept/:dept/users/:user', report: undefined },
  has405: false,
  async start(scene) {
    const { monitor, trap } = scene;
    const noted = monitor?.connectErrors();
    const onError = (error: unknown, request: IncomingMessage, response: ServerResponse): void => {
      noted?.(error, request, response, () => undefined);
      answerError(error, response);
    };
    const app = polka({
      onError,
      onNoMatch: (_request, response) => {
        response.statusCode = 404;
        response.end();
      },
    });
    if (monitor !== undefined) app.use(monitor.connect());
    app.use((request, _response, next) => {
      if (trap !== undefined) Object.assign(request, { session: trap });
      next();
    });
    const tenants = polka();
    for (const [key, handler] of Object.entries(handlers(scene))) {
      const [method = '', path = ''] = key.split(' ');
      const mounted = path.startsWith('/tenants/');
      const target = mounted ? tenants : app;
      // Polka leaves it to the app to catch what a handler throws.
      const answer = (request: IncomingMessage, response: ServerResponse): void =>
        void run(handler, request, response, (error) => onError(error, request, response));
      target.add(method, mounted ? path.replace('/tenants', '') : path, answer);
      if (method === 'GET') target.add('HEAD', mounted ? path.replace('/tenants', '') : path, answer);
    }
    app.use('/tenants', tenants);
    return serve(createServer((request, response) => app.handler(request, response)));
  },
};
