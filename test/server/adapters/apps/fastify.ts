import fastify from 'fastify';
import type { Adapter } from '../support/scene.js';
import { broken, events, inTwoParts, isReplaced, LARGE, largeStream, untilReleased } from '../support/scene.js';

export const fastifyAdapter: Adapter = {
  name: 'Fastify 5',
  protocol: 'http/1.1',
  templates: {
    item: '/items/:id',
    user: '/tenants/:tenant/dept/:dept/users/:user',
    report: '/reports/:number(^\\d+$)',
  },
  has405: false,
  async start(scene) {
    const { monitor, released, trap } = scene;
    const app = fastify({ forceCloseConnections: true });
    if (monitor !== undefined) await app.register(monitor.fastify);
    if (trap !== undefined) {
      app.addHook('onRequest', async (request) => void Object.assign(request, { session: trap }));
    }
    app.setErrorHandler(async (error, _request, reply) => {
      if (!isReplaced(error)) throw error;
      return reply.code(503).send('Sorry');
    });
    app.get('/', async () => 'ok');
    app.get<{ Params: { id: string } }>('/items/:id', async ({ params }) => {
      monitor?.recordFeature('items');
      return { id: params.id };
    });
    app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, text, done) => done(null, text));
    app.post<{ Body: string }>('/items', async ({ body }, reply) => {
      monitor?.recordError({ type: 'model_refused', message: body });
      return reply.code(502).send(`refused: ${body}`);
    });
    app.get('/own-word', async (_request, reply) => {
      monitor?.recordError({ type: 'quota', message: 'none left' });
      return reply.code(429).send();
    });
    app.get('/empty', async (_request, reply) => reply.code(204).send());
    app.get('/unchanged', async (_request, reply) => reply.code(304).send());
    app.get('/moved', async (_request, reply) => reply.redirect('/'));
    app.get('/throws', (): never => {
      throw broken('thrown');
    });
    app.get('/rejects', async (): Promise<never> => {
      throw broken('rejected');
    });
    app.get('/replaced', async (): Promise<never> => {
      throw broken('replaced', { status: 404, replace: true });
    });
    app.get('/hangs', async () => {
      await released;
      return 'at last';
    });
    app.get('/poll', { config: { streaming: true } }, async () => {
      await released;
      return 'news';
    });
    app.get('/large', async (_request, reply) => reply.send(LARGE));
    app.get('/piped', async (_request, reply) => reply.send(largeStream()));
    app.post<{ Body: string }>(
      '/late',
      {
        // Fastify reads the body before the handler.
        preParsing: async (_request, _reply, payload) => {
          await released;
          return payload;
        },
      },
      async ({ body }) => body,
    );
    app.get('/stream', async (_request, reply) => reply.send(inTwoParts(scene)));
    app.get('/slowly', async (_request, reply) => reply.send(untilReleased(scene)));
    app.get('/events', async (_request, reply) => reply.type('text/event-stream').send(events()));
    app.get('/reports/:number(^\\d+$)', async () => 'report');
    await app.register(
      async (tenants) => {
        await tenants.register(
          async (users) => {
            users.get('/users/:user', async ({ params }) => params);
            users.get('/refused', async (): Promise<never> => {
              throw broken('refused', { status: 403 });
            });
          },
          { prefix: '/dept/:dept' },
        );
      },
      { prefix: '/tenants/:tenant' },
    );
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { server: app.server, url, close: async () => app.close() };
  },
};
