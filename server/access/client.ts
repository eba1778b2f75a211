/** What a request says about its client, and how much of it can be believed. */

import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;
/** With one of these headers the client is not the one at the other end of the socket. */
const FORWARDING_HEADER = /^(forwarded|via|x-forwarded-.*|x-original-.*|x-real-ip|.*-client-ip|.*-connecting-ip)$/;

/** Some proxies add the client's port, which is another one for each connection. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/;

/** The `Host` header, or `:authority` of HTTP/2; empty without one. */
export function hostOf({ headers }: IncomingMessage): string {
  return String(headers[':authority'] ?? headers.host ?? '');
}

/** Whether a host, with or without a port, is a loopback address or a name of this machine's own. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}

/**
 * Whether a request comes over a loopback socket, seems not to come through a proxy, and names a loopback `Host`: a page
 * could otherwise reach it through a DNS name that points to this machine. Some proxies look just so, which is why this
 * counts only where the developer says that there is none.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { headers, socket, httpVersion } = request;
  return (
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
    // By default nginx before 1.30 adds no header, sends the app's address as the host and speaks HTTP/1.0.
    httpVersion !== '1.0' &&
    !Object.keys(headers).some((name) => FORWARDING_HEADER.test(name)) &&
    isLoopbackHost(hostOf(request))
  );
}

/** The client's address: that of the socket, or what the outermost trusted proxy has added to `X-Forwarded-For`. */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = trustedProxies > 0 ? listOf(headers['x-forwarded-for']).at(-trustedProxies) : undefined;
  const address = (forwarded ?? socket.remoteAddress ?? '').slice(0, 64);
  const [, inBrackets, beforePort] = WITH_PORT.exec(address) ?? [];
  return inBrackets ?? beforePort ?? address;
}

/**
 * Whether a browser uses https. An `Origin` header tells too: a client that lies there changes only its own cookie.
 */
export function isHttps({ headers, socket }: IncomingMessage, trustedProxies: number): boolean {
  if ('encrypted' in socket || headers[':scheme'] === 'https') return true;
  if (headers.origin?.startsWith('https://') === true) return true;
  return trustedProxies > 0 && listOf(headers['x-forwarded-proto']).at(-trustedProxies) === 'https';
}

function listOf(header: string | string[] | undefined): string[] {
  const texts = header === undefined ? [] : Array.isArray(header) ? header : [header];
  return texts.flatMap((text) => text.split(',').map((each) => each.trim())).filter((each) => each !== '');
}
