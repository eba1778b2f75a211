/** What a response tells of itself when it is closed. */

import type { ServerResponse } from 'node:http';

/** Errors with which Node says that the client is gone. */
const CLIENT_GONE = new Set<unknown>(['ECONNRESET', 'EPIPE', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

/** Whether the whole answer was handed to the network; http2 calls an answer finished that was cut off. */
export function isComplete(response: ServerResponse): boolean {
  return response.writableEnded && response.writableFinished;
}

/** Whether the app itself broke its answer off, with an error; otherwise one that is not complete lost its client. */
export function isBrokenOff(response: ServerResponse): boolean {
  const error: unknown = response.errored;
  if (error === null || error === undefined) return false;
  return !(error instanceof Error && 'code' in error && CLIENT_GONE.has(error.code));
}

/** Whether it is a stream of server-sent events, which ends when the client has had enough of it. */
export function isEventStream(response: ServerResponse): boolean {
  const known = response.getHeader('content-type');
  if (known !== undefined) return typeof known === 'string' && known.startsWith('text/event-stream');
  return /^content-type: *text\/event-stream/im.test(headOf(response));
}

/** The value that the response gave a cookie; undefined where it left it alone. */
export function cookieSet(response: ServerResponse, name: string): string | undefined {
  const known = response.getHeader('set-cookie');
  const lines =
    known === undefined
      ? Array.from(headOf(response).matchAll(/^set-cookie: *(.*)$/gim), ([, line = '']) => line)
      : [known].flat().map(String);
  const line = lines.findLast((given) => given.startsWith(`${name}=`));
  return line
    ?.slice(name.length + 1)
    .split(';', 1)[0]
    ?.trim();
}

/** Node keeps headers that were given to `writeHead` alone only in the text that it sent. */
function headOf(response: ServerResponse): string {
  return '_header' in response && typeof response._header === 'string' ? response._header : '';
}
