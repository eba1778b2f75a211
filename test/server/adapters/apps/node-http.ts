import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { HttpOptions } from '../../../../server/adapters/http.js';
import { serve } from '../support/client.js';
import { type Adapter, POLL, type Scene } from '../support/scene.js';
import { answerError, handlers, run } from './bare.js';

const streaming = ({ url }: IncomingMessage): boolean => url === POLL;

/** A router of a few lines, as such programs have them. */
function router(scene: Scene): {
  template: (request: IncomingMessage) => string | undefined;
  answer: (request: IncomingMessage, response: ServerResponse) => void;
} {
  const routes = Object.entries(handlers(scene)).map(([key, handler]) => {
    const [method = '', path = ''] = key.split(' ');
    const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    return { method, path, pattern, handler };
  });
  const found = ({ url = '' }: IncomingMessage) => {
    const [path = ''] = url.split('?');
    return routes.filter(({ pattern }) => pattern.test(path));
  };
  return {
    template: (request) => found(request)[0]?.path,
    answer(request, response) {
      if (scene.trap !== undefined) Object.assign(request, { session: scene.trap });
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const candidates = found(request);
      const route = candidates.find((candidate) => candidate.method === method);
      if (route !== undefined) {
        void run(route.handler, request, response, (error) => answerError(error, response));
        return;
      }
      response.statusCode = candidates.length > 0 ? 405 : 404;
      response.end();
    },
  };
}

const unmatched = { item: '(unmatched)', user: '(unmatched)', report: undefined };
const known = { item: '/items/:id', user: '/tenants/:tenant/dept/:dept/users/:user', report: undefined };

export const nodeHttp: Adapter = {
  name: 'node:http',
  protocol: 'http/1.1',
  templates: unmatched,
  has405: true,
  async start(scene) {
    const server = createServer(router(scene).answer);
    scene.monitor?.http(server, { streaming });
    return serve(server);
  },
};

export const nodeHttpWithEndpoint: Adapter = {
  name: 'node:http with a function for the endpoint',
  protocol: 'http/1.1',
  templates: known,
  has405: true,
  async start(scene) {
    const { answer, template } = router(scene);
    const server = createServer(answer);
    const options: HttpOptions = {
      streaming,
      endpoint(request) {
        if (scene.trap !== undefined) throw new Error('a trap');
        return template(request);
      },
    };
    scene.monitor?.http(server, options);
    return serve(server);
  },
};

export const nodeHttp2: Adapter = {
  name: 'node:http2',
  protocol: 'h2',
  templates: unmatched,
  has405: true,
  async start(scene) {
    const { answer } = router(scene);
    const server = createHttp2Server((request, response) => {
      response.sendDate = false;
      // The compatibility API has what the handlers use of node:http.
      answer(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
    scene.monitor?.http(server, { streaming });
    return serve(server);
  },
};
