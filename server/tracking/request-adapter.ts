/** A request as an adapter hands it to the tracker: what its framework knows of it, asked when it is needed. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MonitoredRequest } from '../options/options.js';
import { cookieValue } from './cookies.js';

/** One request of one framework; the options' callbacks see it as a `MonitoredRequest`. */
export abstract class HandledRequest implements MonitoredRequest {
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;

  constructor(raw: IncomingMessage, response: ServerResponse) {
    this.raw = raw;
    this.response = response;
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

  /** The framework's session object; read late, since the app's own middleware makes it. */
  get session(): unknown {
    return 'session' in this.raw ? this.raw.session : undefined;
  }

  /** The cookie that holds all of the session, where the framework's sessions have no id. */
  get sessionCookie(): string | undefined {
    return undefined;
  }

  cookie(name: string): string | undefined {
    return cookieValue(this.raw.headers.cookie, name);
  }

  /** The route template; undefined when no route matched. */
  abstract endpoint(): string | undefined;

  /** The feature that the app names for this request. */
  feature(): string | undefined {
    return undefined;
  }

  /** The app's own word for what went wrong. */
  errorClass(): string | undefined {
    return undefined;
  }
}

/** A URL's path, without the query string; of an absolute URL, as a proxy is sent it, too. */
export function pathOf(url: string | undefined): string {
  if (url === undefined || url === '') return '/';
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  if (path.startsWith('/')) return path;
  const authority = path.indexOf('://');
  const slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
  return authority >= 0 && slash < 0 ? '/' : path.slice(Math.max(slash, 0));
}
