/** Who may change state: only clients on the same machine. */

import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;
/** With one of these headers the client is not the one at the other end of the socket. */
const FORWARDING_HEADER = /^(forwarded|via|x-forwarded-.*|x-original-.*|x-real-ip|.*-client-ip|.*-connecting-ip)$/;

/**
 * Why a request is refused. Allowed are requests over a loopback socket, not through a proxy, to a loopback `Host` (a
 * page could otherwise reach it through a DNS name that points to this machine), and not from a page of another origin.
 * @returns undefined when the request is allowed
 */
export function loopbackProblem(request: IncomingMessage): string | undefined {
  const { headers, socket } = request;
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) return 'This answers only requests from the same machine.';
  // By default nginx adds no header, sends the app's address as the host and speaks HTTP/1.0.
  const isForwarded =
    request.httpVersion === '1.0' || Object.keys(headers).some((name) => FORWARDING_HEADER.test(name));
  if (isForwarded) return 'This does not answer through a proxy.';
  const host = String(headers[':authority'] ?? headers.host ?? '');
  if (!LOOPBACK_HOST.test(host)) return 'The Host header must name this machine, such as localhost.';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return 'This does not answer pages of another origin.';
  }
  return undefined;
}
