/** Fastify 5: a plugin whose hooks see every request of the server. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, nonEmptyText } from '../options/values.js';
import { RequestAdapter } from '../tracking/request-adapter.js';
import type { AdapterContext } from './adapter.js';

/** What is used of Fastify's request. */
export interface FastifyRequest {
  raw: IncomingMessage;
  /** Without a URL where no route matched. */
  routeOptions: { url?: string | undefined };
}

/** What is used of Fastify's reply. */
export interface FastifyReply {
  raw: ServerResponse;
  hijack(): unknown;
}

/** What is used of a Fastify server. */
export interface FastifyServer {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void,
  ): unknown;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void) => void,
  ): unknown;
}

/** A Fastify plugin. */
export type FastifyPlugin = (server: FastifyServer, options: unknown, done: (error?: Error) => void) => void;

/** Makes the plugin. */
export function fastifyAdapter({ tracker, routes }: AdapterContext): FastifyPlugin {
  tracker.attach();
  const plugin: FastifyPlugin = (server, _options, registered) => {
    server.addHook('onRequest', (request, reply, done) => {
      if (routes.listener(request.raw, reply.raw)) {
        reply.hijack();
        return;
      }
      const open = tracker.begin(new FastifyRequestAdapter(request, reply));
      if (open === undefined) done();
      else tracker.run(open, done);
    });
    server.addHook('onError', (_request, reply, error, done) => {
      tracker.note(reply.raw, error);
      done();
    });
    registered();
  };
  // What fastify-plugin sets: the hooks apply to the whole server.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'align-monitor',
  });
}

class FastifyRequestAdapter extends RequestAdapter {
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    super(request.raw, reply.raw);
    this.#request = request;
  }

  override get session(): unknown {
    return isRecord(this.#request) ? this.#request['session'] : undefined;
  }

  override endpoint(): string | undefined {
    return nonEmptyText(this.#request.routeOptions.url);
  }
}
