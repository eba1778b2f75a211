/** Request bodies as text, within limits. What is wrong with a body's headers is said before any of it is read. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '../options/values.js';

/** A body that is rejected, with the status code and message of the answer. */
export class BodyError extends Error {
  readonly status: 400 | 408 | 413 | 415;
  readonly code: string;

  constructor(status: BodyError['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What is accepted. */
export interface BodyLimits {
  /** Bytes. */
  maxBytes: number;
  /** Media types. */
  types: readonly string[];
  /** Milliseconds until the last byte; ten seconds unless given. */
  withinMs?: number;
}

/** The media type of forms. */
export const FORM = 'application/x-www-form-urlencoded';
const WITHIN_MS = 10_000;

/**
 * Requests that wait for `100 Continue`. A server has to have a listener of `checkContinue` that adds them; without one
 * Node has told the client to go on before anybody sees the request.
 */
export const awaitingContinue = new WeakSet<IncomingMessage>();

/**
 * The whole body as UTF-8.
 * @param response to the request; the caller answers an error on it and closes the connection, of which the rest of the
 *   body is not read
 * @throws BodyError 415 for another type or an encoding, 413 over the limit, 408 when it takes too long, 400 when the
 *   client stops sending
 */
export async function readText(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes, types, withinMs = WITHIN_MS }: BodyLimits,
): Promise<string> {
  const contentType = request.headers['content-type'] ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) throw new BodyError(415, 'unsupported_media_type', `Send ${types.join(' or ')}.`);
  if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) {
    throw new BodyError(415, 'unsupported_encoding', 'Send the body without Content-Encoding.');
  }
  const charset = /;\s*charset="?([^;"\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw new BodyError(415, 'unsupported_charset', 'Send UTF-8.');
  const parsed = parsedBody(request, type);
  if (parsed !== undefined) return parsed;
  if (request.readableEnded) throw new BodyError(400, 'already_read', 'A middleware in front has read the body.');
  const tooLarge = new BodyError(413, 'too_large', `Send at most ${maxBytes} bytes at a time.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  if (awaitingContinue.has(request)) response.writeContinue();
  const body = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      fail(new BodyError(408, 'too_slow', `The body took longer than ${withinMs / 1000} s.`));
    }, withinMs);
    const listeners: [event: string, listener: (value: Buffer) => void][] = [
      [
        'data',
        (chunk) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > maxBytes) fail(tooLarge);
        },
      ],
      [
        'end',
        () => {
          stop();
          resolve(Buffer.concat(chunks));
        },
      ],
      ...['aborted', 'error', 'close'].map((event): [string, () => void] => [
        event,
        () => fail(new BodyError(400, 'broken_off', 'The body broke off.')),
      ]),
    ];
    const stop = (): void => {
      clearTimeout(timer);
      for (const [event, listener] of listeners) if (event !== 'error') request.off(event, listener);
    };
    // What comes until the connection is closed is thrown away: bytes left unread would reset it, answer included.
    const fail = (error: BodyError): void => {
      stop();
      request.resume();
      reject(error);
    };
    for (const [event, listener] of listeners) request.on(event, listener);
  });
  // TextDecoder drops a byte order mark.
  return new TextDecoder().decode(body);
}

/** Whether a request has a body of which not all has come, so that it would hold the connection. */
export function isStillSent({ headers, complete }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}

/**
 * A body that a parser of the app's has read, as text again: `request.body` of Express and its like. Koa's parsers keep it
 * in the context, from where the caller puts it there.
 */
function parsedBody(request: IncomingMessage, type: string): string | undefined {
  const { body } = request as { body?: unknown };
  if (!request.readableEnded || body === undefined) return undefined;
  if (typeof body === 'string') return body;
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  if (type === 'application/json') return JSON.stringify(body);
  return type === FORM && isRecord(body)
    ? String(
        new URLSearchParams(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]))),
      )
    : undefined;
}

/** Has the connection closed with the answer, because the body will not be read. HTTP/2 ends the stream instead. */
export function closeConnection(request: IncomingMessage, response: ServerResponse): void {
  if (request.httpVersionMajor === 1) response.setHeader('Connection', 'close');
}
