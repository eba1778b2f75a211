/** What all of the apps under test are made of, so that each adapter meets the same requests. */

import type { IncomingMessage, Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import { PassThrough, Readable } from 'node:stream';
import { UNMATCHED_ENDPOINT } from '../../../../server/contract/index.js';
import type { Monitor } from '../../../../server/monitor.js';
import type { FakeClock } from '../../support/fake-clock.js';

/** What an app under test is given. */
export interface Scene {
  /** Undefined for the same app without it. */
  monitor: Monitor | undefined;
  clock: FakeClock;
  /** What `/hangs`, `/slowly`, `/poll` and `/late` wait for. */
  released: Promise<void>;
  /** Put wherever the monitor reads what belongs to the app: throws whatever is asked of it. */
  trap: object | undefined;
}

/** An app that listens. */
export interface Served {
  server: Server | Http2Server;
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  close: () => Promise<void>;
}

/** One adapter on one real framework. */
export interface Adapter {
  name: string;
  protocol: 'http/1.1' | 'h2';
  /** What the endpoints are called; `(unmatched)` where the framework does not say it. */
  templates: {
    item: string;
    /** Of `/tenants/anna/dept/7/users/9`, which lies in routers within routers. */
    user: string;
    /** Of `/reports/7`, whose route is a regular expression; undefined where there are none. */
    report: string | undefined;
  };
  /** Whether DELETE on a path that has only other methods is a 405; otherwise it is a 404. */
  has405: boolean;
  /** Serves an app with one of everything. */
  start: (scene: Scene) => Promise<Served>;
}

/** What a route is called whose template is its path. */
export function named({ templates }: Adapter, path: string): string {
  return templates.item === UNMATCHED_ENDPOINT ? UNMATCHED_ENDPOINT : path;
}

/** An error that a handler meets. */
export function broken(message: string, properties: { status?: number; replace?: boolean } = {}): Error {
  return Object.assign(new Error(message), properties);
}

/** Whether the app's own error handler is to answer 503 in the place of an error's status. */
export function isReplaced(error: unknown): boolean {
  return error instanceof Error && 'replace' in error && error.replace === true;
}

/** A body in two parts, half a second apart. */
export function inTwoParts({ clock }: Scene): Readable {
  const body = new PassThrough();
  body.write('first');
  // The clock moves only when the first part is out, so that the latency shows whether it reaches to the end.
  setImmediate(() => {
    clock.advance(0.5);
    body.end('last');
  });
  return body;
}

/** A body that begins at once and ends when it is released. */
export function untilReleased({ released }: Scene): Readable {
  const body = new PassThrough();
  body.write('first');
  void released.then(() => body.end('last'));
  return body;
}

/** More than the kernel takes in for a client that does not read. */
export const LARGE = Buffer.alloc(30_000_000, 'x');

/** The same as a stream. */
export function largeStream(): Readable {
  return Readable.from(Array.from({ length: 300 }, () => LARGE.subarray(0, 100_000)));
}

/** The path whose requests the apps name long polls. */
export const POLL = '/poll';

/** Server-sent events that never end by themselves. */
export function events(): Readable {
  const body = new PassThrough();
  body.write('data: 1\n\n');
  return body;
}

/** Reads a body by its events, as programs without promises do, and then answers. */
export function readBody(request: IncomingMessage, answer: (text: string) => void): void {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (text += chunk));
  request.on('end', () => answer(text));
}

/** Throws whatever is asked of it. */
export function trap(): object {
  const refuse = (): never => {
    throw new Error('a trap');
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}
