/** What an adapter knows of one request. The tracker asks for it when it is needed. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NameEndpoint } from '../options/adapter-options.js';
import type { MonitoredRequest } from '../options/monitor-options.js';
import { answerOf, nonEmptyText, ownCopy } from '../options/values.js';
import { cookieValue } from './cookies.js';

/** Of a name that the app gives an endpoint, so many characters count. */
const MAX_ENDPOINT = 1000;

/** A request of one framework. Callbacks in the options see it as a `MonitoredRequest`. */
export abstract class RequestAdapter implements MonitoredRequest {
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;

  constructor(raw: IncomingMessage, response: ServerResponse, named?: NameEndpoint) {
    this.raw = raw;
    this.response = response;
    this.named = named;
  }

  get method(): string {
    return this.raw.method ?? '_OTHER';
  }

  get path(): string {
    return pathOf(this.raw.url);
  }

  get headers(): IncomingMessage['headers'] {
    return this.raw.headers;
  }

  /** The framework's session object. It is read late, because the app's own middleware creates it. */
  get session(): unknown {
    return 'session' in this.raw ? this.raw.session : undefined;
  }

  /** Name of the cookie that holds the whole session, where the framework's sessions have no id. */
  get sessionCookie(): string | undefined {
    return undefined;
  }

  cookie(name: string): string | undefined {
    return cookieValue(this.raw.headers.cookie, name);
  }

  /** The route template as the framework knows it; undefined when no route matched. */
  abstract endpoint(): string | undefined;

  /** The endpoint that the app gives a request without a route of its own: the option `endpoint` of the adapter. */
  readonly named: NameEndpoint | undefined;

  /**
   * The route template, or else what the app calls the endpoint. A route that takes whatever comes, as behind a router
   * of another framework, says less than the app.
   * @throws what the app's own function throws
   */
  template(): string | undefined {
    const template = this.endpoint();
    if (template !== undefined && !isCatchAll(template, this.path)) return template;
    if (this.named === undefined) return undefined;
    const given = nonEmptyText(answerOf('endpoint', this.named(this.raw)));
    // A part of a URL would keep the whole of it in memory.
    return given && ownCopy(given.slice(0, MAX_ENDPOINT));
  }

  /** The feature that the app named for this request. */
  feature(): string | undefined {
    return undefined;
  }

  /** The error class that the app named for this request. */
  errorClass(): string | undefined {
    return undefined;
  }

  /** Whether the app named this request a stream or a long poll, which waits by design. */
  streaming(): boolean {
    return false;
  }

  /** The error that led to the answer, where the framework has kept it. */
  thrown(): unknown {
    return undefined;
  }

  /** Whether the request is an upgrade that was accepted before the framework got it. */
  get isUpgraded(): boolean {
    return false;
  }

  /** Whether it knows routes, if not yet that of this request. */
  get hasRouter(): boolean {
    return true;
  }
}

/** `*`, `/*splat`, `/{*splat}`, `(.*)`, `/:path(.*)`, `/:path*`, `/{path*}`. */
const CATCH_ALL = /^\/?(\{?\*\w*\}?|(:\w+)?\(\.\*\)|:\w+\*|\{\w+\*\})$/;

/** Whether a template stands for all paths; that of a handler in front of all routes is `/`. */
function isCatchAll(template: string, path: string): boolean {
  return CATCH_ALL.test(template) || (template === '/' && path !== '/');
}

/** The path of a URL without its query string. Proxies are sent absolute URLs, so these are read too. */
export function pathOf(url: string | undefined): string {
  if (url === undefined || url === '') return '/';
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  if (path.startsWith('/')) return path;
  const authority = path.indexOf('://');
  const slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
  return authority >= 0 && slash < 0 ? '/' : path.slice(Math.max(slash, 0));
}
