/** Fastify 5: a plugin whose hooks see every request of the server. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type NameEndpoint,
  resolveAudience,
  resolveServe,
  type RoutesOptions,
  type ServeOptions,
} from '../options/adapter-options.js';
import { isRecord, nonEmptyText } from '../options/values.js';
import type { OpenRequest } from '../tracking/open-requests.js';
import { RequestAdapter } from '../tracking/request-adapter.js';
import type { AdapterContext } from './adapter.js';

/** What is used of Fastify's request. */
export interface FastifyRequest {
  raw: IncomingMessage;
  /** Without a URL where no route matched. */
  routeOptions: { url?: string | undefined; config?: unknown };
}

/** What is used of Fastify's reply. */
export interface FastifyReply {
  raw: ServerResponse;
  hijack(): unknown;
  callNotFound(): unknown;
}

/** What is used of a Fastify server. */
export interface FastifyServer {
  server: { on(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown };
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
export type FastifyPlugin = (server: FastifyServer, options: ServeOptions, done: (error?: Error) => void) => void;

/** What is used of a Fastify server that gets routes. */
export interface FastifyRoutesServer {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown;
  route(route: {
    method: string[];
    url: string;
    exposeHeadRoute: boolean;
    handler: (request: FastifyRequest, reply: FastifyReply) => unknown;
  }): unknown;
}

/** A Fastify plugin with the monitor's own endpoints. */
export type FastifyRoutesPlugin = (
  server: FastifyRoutesServer,
  options: RoutesOptions & { prefix?: string | undefined },
  done: (error?: Error) => void,
) => void;

/** Makes the plugin. */
export function fastifyAdapter({ tracker, routes }: AdapterContext): FastifyPlugin {
  tracker.attach();
  const plugin: FastifyPlugin = withErrors((server, options) => {
    const { serve, endpoint } = resolveServe(options, 'fastify');
    const answer = serve ? routes.for('public').listener : undefined;
    /** The request that came to the hook last. */
    let hooked: IncomingMessage | undefined;
    /** Requests that other plugins' hooks have not let through yet. */
    let early: WeakMap<IncomingMessage, OpenRequest> | undefined;
    server.addHook('onRequest', (request, reply, done) => {
      hooked = request.raw;
      if (answer?.(request.raw, reply.raw) === true) {
        reply.hijack();
        return;
      }
      const adapter = new FastifyRequestAdapter(request, reply, endpoint);
      const known = early?.get(request.raw);
      if (known !== undefined) known.adapter = adapter;
      const open = known ?? tracker.begin(adapter);
      if (open === undefined) done();
      else tracker.run(open, done);
    });
    // This listener runs after Fastify's own, which answers URLs that it cannot decode before any hook.
    server.server.on('request', (request, response) => {
      if (hooked === request) return;
      const open = tracker.begin(new UnroutedRequest(request, response, endpoint));
      if (open === undefined) return;
      if (response.writableEnded) open.answerNow();
      else (early ??= new WeakMap()).set(request, open);
    });
    server.addHook('onError', (_request, reply, error, done) => {
      tracker.note(reply.raw, error);
      done();
    });
  });
  // What fastify-plugin sets: the hooks apply to the whole server.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'align-monitor',
  });
}

/** Makes the plugin that answers the endpoints, behind hooks of the app's own. */
export function fastifyRoutes({ routes }: AdapterContext): FastifyRoutesPlugin {
  return withErrors((server, { prefix = '', audience }) => {
    const { listener } = routes.for(resolveAudience({ audience }, 'fastifyRoutes'));
    // The endpoints read their bodies themselves.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const url of routes.paths) {
      server.route({
        method: ['GET', 'HEAD', 'POST'],
        url,
        exposeHeadRoute: false,
        handler: (request, reply) => {
          const { raw } = request;
          const { url: sent } = raw;
          // The endpoints know nothing of the prefix, as they would in Express.
          if (prefix !== '') Object.assign(raw, { originalUrl: sent, url: sent?.slice(prefix.length) });
          if (listener(raw, reply.raw)) return reply.hijack();
          // Fastify decodes a path before it compares it, and may be told to be lax. The endpoints are exact.
          raw.url = sent;
          return reply.callNotFound();
        },
      });
    }
  });
}

/** A plugin. What it throws would end the process; handed on, `register` rejects with it. */
function withErrors<Server, Options>(
  apply: (server: Server, options: Options) => void,
): (server: Server, options: Options, done: (error?: Error) => void) => void {
  return (server, options, done) => {
    try {
      apply(server, options);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}

/** A request that Fastify, or a plugin in front of the monitor, answers before it is given a route. */
class UnroutedRequest extends RequestAdapter {
  override endpoint(): undefined {
    return undefined;
  }

  override get hasRouter(): boolean {
    return false;
  }
}

class FastifyRequestAdapter extends RequestAdapter {
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest, reply: FastifyReply, named: NameEndpoint | undefined) {
    super(request.raw, reply.raw, named);
    this.#request = request;
  }

  override get session(): unknown {
    return isRecord(this.#request) ? this.#request['session'] : undefined;
  }

  override endpoint(): string | undefined {
    return nonEmptyText(this.#request.routeOptions.url);
  }

  /** A route is named a stream or a long poll by its configuration: `{ config: { streaming: true } }`. */
  override streaming(): boolean {
    const { config } = this.#request.routeOptions;
    return isRecord(config) && config['streaming'] === true;
  }
}
