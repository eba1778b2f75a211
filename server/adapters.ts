/** How a monitor is put into an app: one method for each kind of framework. */

import { type Api, apiOf, type ApiSource, asListener, asMiddleware, ownPaths } from './api/app.js';
import { type ConnectErrorMiddleware, type ConnectMiddleware, noteErrors, trackConnect } from './adapters/connect.js';
import { type FastifyPlugin, trackFastify } from './adapters/fastify.js';
import { pathOf } from './tracking/request-adapter.js';
import { type HttpOptions, type HttpServer, trackHttp } from './adapters/http.js';
import { type KoaMiddleware, trackKoa } from './adapters/koa.js';
import type { Tracker } from './tracking/tracker.js';

/** What adapters are made of. */
export interface AdapterParts {
  tracker: Tracker;
  source: ApiSource;
  basePath: string;
  /** Pages of which other origins may read. */
  origins: readonly string[];
  /** Told of the monitor's own errors. */
  swallow: (error: unknown) => void;
}

/** The adapters of a monitor. */
export abstract class Adapters {
  /** @internal */
  protected abstract get parts(): AdapterParts;

  /**
   * The Koa middleware: put it in front of the app. It follows every request and answers the monitor's own endpoints;
   * with `serve: false` it only follows, and `routes()` answers. An error that a handler of your own catches behind it
   * is not seen: where that swallows the refusals of a CSRF guard, set `ctx.state.errorClass = 'csrf'`.
   */
  koa({ serve = true }: { serve?: boolean } = {}): KoaMiddleware {
    const track = trackKoa(this.parts.tracker);
    if (!serve) return track;
    const routes = this.routes();
    const isOwn = ownPaths(this.parts.basePath);
    return (context, next) =>
      isOwn(pathOf(context.req.url)) ? routes(context, () => track(context, next)) : track(context, next);
  }

  /** The monitor's own endpoints as a Koa middleware, to be put behind the host's own login. */
  routes(): KoaMiddleware {
    return asMiddleware(this.#api());
  }

  /**
   * The middleware for Express, Connect and Polka: put it in front of the app. It follows every request and answers
   * the monitor's own endpoints. Connect and Polka keep no route template: there the path counts, with parameters and
   * identifiers as `:id`.
   */
  connect(): ConnectMiddleware {
    const answer = this.#answer();
    const track = trackConnect(this.parts.tracker);
    return (request, response, next) => {
      if (!answer(request, response)) track(request, response, next);
    };
  }

  /**
   * The error middleware for Express before 5.3, and for Connect: put it behind the routes and in front of your own
   * error handlers, so that the refusals of a CSRF guard are told from other client errors (later versions of Express
   * tell of their errors by themselves). In Polka call it in `onError`. The error is passed on unchanged.
   */
  connectErrors(): ConnectErrorMiddleware {
    return noteErrors(this.parts.tracker);
  }

  /**
   * The Fastify plugin: `app.register(monitor.fastify)` before the routes and other plugins. Websockets and URLs that
   * cannot be decoded never reach a plugin; `monitor.http(app.server)` beside it sees them.
   */
  get fastify(): FastifyPlugin {
    return trackFastify(this.parts.tracker, this.#answer());
  }

  /**
   * Follows a bare `node:http`, `https` or `http2` server of any framework, its upgrades too, and answers the
   * monitor's own endpoints on it. Of an `http2` server it sees what the compatibility API sees ('request'). Beside
   * another adapter of this monitor it counts nothing twice: it adds the upgrades, and the other knows the routes.
   */
  http(server: HttpServer, options: HttpOptions = {}): void {
    trackHttp(this.parts.tracker, server, options, this.#answer());
  }

  #api(): Api {
    const { source, basePath, origins, tracker } = this.parts;
    return apiOf(source, { basePath, origins, disown: (response) => tracker.disown(response) });
  }

  #answer(): ReturnType<typeof asListener> {
    const { basePath, swallow } = this.parts;
    const answer = asListener(this.#api(), ownPaths(basePath));
    return (request, response) => {
      try {
        return answer(request, response);
      } catch (error) {
        swallow(error);
        return false;
      }
    };
  }
}
