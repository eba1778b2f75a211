/**
 * A GET over HTTP on a connection of its own, and the texts of connection errors. `fetch` is not used for this: it
 * refuses addresses with credentials and some ports, and it reuses connections that may be dead.
 */

import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { asOwn, markOwn } from './own-calls.js';

/** An answer; redirects are not followed. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The first `maxBytes` of the body as UTF-8. */
  text: string;
  /** Whether the body was longer than that. */
  isCut: boolean;
}

const MESSAGES = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'broke off the connection'],
  ['EPIPE', 'broke off the connection'],
  ['ENOTFOUND', 'is at no known address'],
  ['EAI_AGAIN', 'could not be looked up'],
  ['EHOSTUNREACH', 'cannot be reached'],
  ['ENETUNREACH', 'cannot be reached'],
  ['ETIMEDOUT', 'did not answer in time'],
  ['ABORT_ERR', 'did not answer in time'],
]);

/**
 * Sends a GET to an http or https address. Credentials in it are sent as Basic authentication.
 * @param options.token sent as a bearer token in their place
 * @param options.headers sent beside the others
 * @throws Error for people, without the address's credentials and query
 */
export function get(
  url: URL,
  {
    signal,
    maxBytes,
    token,
    headers: more,
  }: {
    signal: AbortSignal;
    maxBytes: number;
    token?: string | undefined;
    headers?: Record<string, string> | undefined;
  },
): Promise<HttpAnswer> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(connectionError(error, withoutQuery(url)));
    const headers = {
      ...{ accept: 'application/json, */*;q=0.5', 'user-agent': 'align-monitor' },
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...more,
    };
    const answered = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = (isCut: boolean): void => {
        const text = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, isCut });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes <= maxBytes) return;
        end(true);
        response.destroy();
      });
      response.on('end', () => end(false));
      response.on('error', fail);
    };
    const sent = asOwn(() => request(url, { agent: false, signal, headers }, answered));
    markOwn(sent);
    sent.on('error', fail);
    sent.end();
  });
}

/**
 * The wait that a `Retry-After` header asks for, in seconds or as an HTTP date (RFC 9110, section 10.2.3).
 * @param wall milliseconds since 1970
 * @returns milliseconds, above 0; undefined when the header asks for no wait
 */
export function retryAfterMs(header: string | null | undefined, wall: number): number | undefined {
  if (header === null || header === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - wall;
  return wait > 0 ? wait : undefined;
}

/** An http or https address; undefined when the text is none. */
export function parseHttpUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** An address without credentials, query and fragment. */
export function withoutQuery(url: URL): string {
  return url.origin + url.pathname;
}

/** A text that is no valid address, but may hold a password, without the parts that could be secret. */
export function withoutSecrets(text: string): string {
  return text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '');
}

/** The error of a connection to `where`, written for people. */
export function connectionError(error: unknown, where: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = MESSAGES.get(code ?? '');
  return new Error(known === undefined ? `${where}: ${message}` : `${where} ${known}`);
}
