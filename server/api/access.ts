/** Who may change state while there are no access rules: only this very machine. */

import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;
/** A proxy on this machine forwards strangers: with one of these headers the socket says nothing. */
const FORWARDING_HEADER = /^(forwarded|via|x-forwarded-.*|x-original-.*|x-real-ip|.*-client-ip|.*-connecting-ip)$/;

/**
 * Why a request is refused: it must come over a loopback socket, not through a proxy, to a loopback `Host` (else a
 * page could reach it through a name that it points here), and not from a page of another origin.
 * @returns undefined when it is allowed
 */
export function refusalOf(request: IncomingMessage): string | undefined {
  const { headers, socket } = request;
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) return 'This answers only requests from the same machine.';
  // nginx, unless told otherwise, adds no header, names the app as the host and speaks HTTP/1.0.
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
