/**
 * Tells connections that Node gives up because of a client's `CONNECT`, to a server that does not listen for it. Node
 * destroys them without an error, together with the requests that are still open on them.
 */

import type { Socket } from 'node:net';

/** Node keeps the HTTP parser here, and takes it away when it has read a `CONNECT`, before it destroys the socket. */
type HttpSocket = Socket & { parser?: object | null };

const watched = new WeakSet<Socket>();
const refused = new WeakSet<object>();

/** Watches the connection of an HTTP/1 request. Connections made up by tests (light-my-request) are left alone. */
export function watchConnect(socket: HttpSocket | null | undefined): void {
  if (!socket || watched.has(socket) || typeof socket.destroy !== 'function') return;
  watched.add(socket);
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error?: Error) => {
    if (socket.parser === null && error === undefined) refused.add(socket);
    return destroy(error);
  };
}

/** Whether Node has given up a connection for that reason. */
export function isRefusedConnect(socket: object | null | undefined): boolean {
  return !!socket && refused.has(socket);
}
