/** What every adapter is given: the tracker of requests, and the monitor's own endpoints to put into the app. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience } from '../contract/index.js';
import type { Tracker } from '../tracking/tracker.js';

/** What is used of Koa's context; the same in Koa 2 and 3. */
export interface KoaContext {
  req: IncomingMessage;
  /** koa-websocket gives the contexts of websockets none. */
  res: ServerResponse;
  method: string;
  path: string;
  state: Record<string, unknown>;
}

/** A Koa middleware. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/** The endpoints, as an app answers them. */
export interface MountedRoutes {
  /** For Koa: answers what is theirs and passes on everything else. */
  middleware: KoaMiddleware;
  /** For all other servers: answers a request and returns true, or leaves it alone and returns false. */
  listener: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** The endpoints of one monitor. */
export interface OwnRoutes {
  /** Whether a path may be one of theirs; cheap. */
  isOwnPath: (path: string) => boolean;
  /** Their paths, with parameters such as `:id`. */
  paths: readonly string[];
  /** @param granted what everybody who gets to them is at least */
  for: (granted: Audience) => MountedRoutes;
}

/** What an adapter is made from. */
export interface AdapterContext {
  tracker: Tracker;
  /** Made when it is first asked for. */
  readonly routes: OwnRoutes;
}
