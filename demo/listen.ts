/** HTTP servers on the loopback addresses. */

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening server. */
export interface Listening {
  port: number;
  /** Ends the server and all connections, including those that wait for a response. */
  close(): Promise<void>;
}

/**
 * Listens on both loopback addresses, because `localhost` may mean either. Port 0 takes any free port. Rejects with the
 * system's error, such as EADDRINUSE.
 */
export async function listen(listener: RequestListener, port: number): Promise<Listening> {
  const first = await start(listener, port, '127.0.0.1');
  const chosen = (first.address() as AddressInfo).port;
  const servers = [first];
  try {
    servers.push(await start(listener, chosen, '::1'));
  } catch (error) {
    // A machine without IPv6 has only one loopback address.
    if (!isMissingAddress(error)) {
      await stop(first);
      throw error;
    }
  }
  return {
    port: chosen,
    async close() {
      await Promise.all(servers.map(stop));
    },
  };
}

function start(listener: RequestListener, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function isMissingAddress(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String(error.code));
}
