/**
 * One GET over HTTP on a connection of its own, and what is said when a connection fails. Not `fetch`, which refuses
 * addresses with credentials and ports that browsers think dangerous, and reuses connections that may be dead.
 */

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** An answer; redirects are not followed. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Its first `maxBytes`, as UTF-8. */
  text: string;
  /** There was more than that. */
  isCut: boolean;
}

const WORDS = new Map([
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
 * Asks for an http(s) address; credentials in it are sent as Basic authentication.
 * @throws Error for people, without the address's credentials and query
 */
export function ask(url: URL, { signal, maxBytes }: { signal: AbortSignal; maxBytes: number }): Promise<HttpAnswer> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(connectionError(error, shownUrl(url)));
    const headers = { accept: 'application/json, */*;q=0.5', 'user-agent': 'align-monitor' };
    const sent = request(url, { agent: false, signal, headers }, (response) => {
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
    });
    sent.on('error', fail);
    sent.end();
  });
}

/** An http(s) address from what somebody wrote; undefined when it is none. */
export function readHttpUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** What cannot be read as an address may hold a password all the same: the text without what looks like secrets. */
export function withoutSecrets(text: string): string {
  return text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '');
}

/** An address as it may be shown: without credentials, query and fragment. */
export function shownUrl(url: URL): string {
  return url.origin + url.pathname;
}

/** What went wrong with a connection, said of `where`. */
export function connectionError(error: unknown, where: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const words = WORDS.get(code ?? '');
  return new Error(words === undefined ? `${where}: ${message}` : `${where} ${words}`);
}
