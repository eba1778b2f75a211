/**
 * Observes when a request's body is read and when its answer begins. Node has no events for either, so methods that
 * every framework ends up calling are wrapped.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenRequest } from './open-requests.js';

type Method = (...values: unknown[]) => unknown;

/** Through this method Node sends all that an HTTP/1 answer consists of. HTTP/2 has none such. */
const SEND = '_send';
const METHODS = ['end', 'write', 'flushHeaders'];

/**
 * Notes when the answer ended, or when its first byte was written where more than one turn of the event loop goes by
 * until the end: Node holds back what is written until the next tick. When the bytes reach the client plays no part.
 * @param now monotonic milliseconds
 */
export function watchAnswer(response: ServerResponse, open: OpenRequest, now: () => number): void {
  const methods = response as unknown as Record<string, Method>;
  // Express gives each response a shape of its own, so that every property added to one costs microseconds.
  for (const name of SEND in response ? [SEND] : METHODS) {
    const method = methods[name];
    if (method === undefined) continue;
    methods[name] = function (...values) {
      if (!open.isAnswered) {
        open.answeredAt = now();
        if (!open.isBeingWritten) process.nextTick(endTurn, open);
        open.isBeingWritten = true;
      }
      return method.apply(this, values);
    };
  }
}

/** What is written after this moment is not waited for. */
function endTurn(open: OpenRequest): void {
  open.isAnswered = true;
}

/**
 * Notes when the app begins to read the body, and when the last byte of it has arrived.
 * @param now monotonic milliseconds
 */
export function watchBody(request: IncomingMessage, open: OpenRequest, now: () => number): void {
  if (!hasBodyToCome(request)) return;
  const watched = request as unknown as { _read: Method; push: Method };
  const { _read: read, push } = watched;
  watched._read = function (...values) {
    if (open.readAt < 0) open.readAt = now();
    return read.apply(this, values);
  };
  watched.push = function (...values) {
    if (values[0] === null && open.wholeAt < 0) open.wholeAt = now();
    return push.apply(this, values);
  };
}

function hasBodyToCome(request: IncomingMessage): boolean {
  if (request.complete) return false;
  if (request.httpVersionMajor === 2) {
    return (request as { stream?: { endAfterHeaders?: unknown } }).stream?.endAfterHeaders !== true;
  }
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}
