/** Fastify 5: a plugin whose hooks see every request of the whole server. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, nonEmptyText } from '../options/values.js';
import { HandledRequest } from '../tracking/request-adapter.js';
import type { Tracker } from '../tracking/tracker.js';

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

/** Answers a request of the monitor's own; false when it is none. */
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Makes the plugin. */
export function trackFastify(tracker: Tracker, answer: Answer): FastifyPlugin {
  tracker.attach();
  const plugin: FastifyPlugin = (server, _options, registered) => {
    server.addHook('onRequest', (request, reply, done) => {
      if (answer(request.raw, reply.raw)) {
        reply.hijack();
        return;
      }
      const open = tracker.begin(new FastifyHandledRequest(request, reply));
      if (open === undefined) done();
      else tracker.run(open, done);
    });
    server.addHook('onError', (_request, reply, error, done) => {
      tracker.note(reply.raw, error);
      done();
    });
    registered();
  };
  // Fastify's own mark for plugins whose hooks are to hold outside of them too (what fastify-plugin sets).
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'align-monitor',
  });
}

class FastifyHandledRequest extends HandledRequest {
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
