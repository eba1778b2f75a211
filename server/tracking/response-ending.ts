/** How a response ended. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isError } from '../options/is-error.js';
import { isRecord } from '../options/values.js';
import { isRefusedConnect } from './refused-connect.js';

/**
 * Codes of errors by which Node reports that the client is gone, or ends the connection of a client that is too slow or
 * breaks the protocol of HTTP/2.
 */
const CLIENT_GONE = new Set<unknown>([
  ...['ECONNRESET', 'EPIPE', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'],
  ...['ERR_HTTP_REQUEST_TIMEOUT', 'ERR_HTTP2_ERROR', 'ERR_HTTP2_SESSION_ERROR', 'ERR_HTTP2_STREAM_ERROR'],
  'ERR_HTTP2_TOO_MANY_INVALID_FRAMES',
]);
/** What the codes of HTTP/1's parser begin with: the client sent something else behind its request. */
const PARSE_ERROR = 'HPE_';
/** HTTP/2 error codes (RFC 9113, section 7) of a stream that ended well, and of one that the server gave up. */
const H2_NO_ERROR = 0;
const H2_INTERNAL_ERROR = 2;

/** Complete, left by the client, or broken off by the app. */
export type Ending = 'whole' | 'left' | 'broken';

/**
 * How a response ended. Node calls a response finished when it was handed to the network. When the client leaves in the
 * middle of a large answer, only the connection's error shows it.
 */
export function endingOf(request: IncomingMessage, response: ServerResponse): Ending {
  // This implies `writableEnded`; property access on an Express response is slow.
  const isFinished = response.writableFinished;
  const ending =
    request.httpVersionMajor === 1 ? ending1(request, response, isFinished) : ending2(response, isFinished);
  if (ending !== 'broken') return ending;
  return isClientGone(response.errored) ? 'left' : 'broken';
}

function ending1(request: IncomingMessage, response: ServerResponse, isFinished: boolean): Ending {
  const { socket } = request as { socket?: Partial<IncomingMessage['socket']> | null };
  // Requests injected by tests (light-my-request) have no connection.
  if (socket?.destroyed === undefined && response.writableEnded) return 'whole';
  if (isFinished) return socket?.errored || (socket?.destroyed && hasBrokenOff(request)) ? 'left' : 'whole';
  const isGivenUp = isClientGone(socket?.errored) || isRefusedConnect(socket);
  const isLeft = socket?.readableEnded === true || isGivenUp || hasBrokenOff(request);
  // To give up its connection is a usual way to refuse an upgrade.
  const isRefused = 'upgrade' in request && request.upgrade === true;
  return isLeft || isRefused ? 'left' : 'broken';
}

function ending2(response: ServerResponse, isFinished: boolean): Ending {
  const stream = 'stream' in response && isRecord(response.stream) ? response.stream : {};
  const { rstCode: code, errored } = stream;
  if (isFinished && (code === H2_NO_ERROR || code === undefined)) return 'whole';
  // A client can reset its stream with this code, too; Node then makes the error itself.
  return code === H2_INTERNAL_ERROR && !isClientGone(errored) ? 'broken' : 'left';
}

/** Whether an error says that the client is gone, too slow, or breaks the protocol. */
export function isClientGone(error: unknown): boolean {
  if (!isError(error) || !('code' in error)) return false;
  return CLIENT_GONE.has(error.code) || String(error.code).startsWith(PARSE_ERROR);
}

/** Whether the client left before it had sent its whole request. */
function hasBrokenOff(request: IncomingMessage): boolean {
  if (!request.destroyed || request.complete || request.httpVersionMajor !== 1) return false;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return false;
  return request.readableLength < request.readableHighWaterMark;
}

/** Whether it is a stream of server-sent events, which the client ends. An error page is none, whatever its type. */
export function isEventStream(response: ServerResponse): boolean {
  if (response.statusCode >= 400) return false;
  const known = response.getHeader('content-type');
  if (known !== undefined) return typeof known === 'string' && known.startsWith('text/event-stream');
  return /^content-type: *text\/event-stream/im.test(hiddenHeadOf(response));
}

/** The value that the response sets a cookie to; undefined when it does not set it. */
export function cookieSet(response: ServerResponse, name: string): string | undefined {
  const known = response.getHeader('set-cookie');
  const head = known === undefined ? hiddenHeadOf(response) : '';
  if (known === undefined && head === '') return undefined;
  const lines =
    known === undefined
      ? Array.from(head.matchAll(/^set-cookie: *(.*)$/gim), ([, line = '']) => line)
      : [known].flat().map(String);
  const line = lines.findLast((given) => given.startsWith(`${name}=`));
  return line
    ?.slice(name.length + 1)
    .split(';', 1)[0]
    ?.trim();
}

/** The head as it was sent. Node keeps headers that were only given to `writeHead` nowhere else. */
function hiddenHeadOf(response: ServerResponse): string {
  if (response.hasHeader('content-type') || response.hasHeader('content-length')) return '';
  return '_header' in response && typeof response._header === 'string' ? response._header : '';
}
