/** Webhooks for the alerts of the soak test: one takes them, one fails, one is overloaded, one hangs, one is not there. */

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Webhooks that listen. */
export interface Targets {
  urls: string[];
  /** Messages that the one that works has taken. */
  readonly taken: number;
  close: () => void;
}

/** Starts them on loopback. */
export async function startTargets(): Promise<Targets> {
  let taken = 0;
  const answer =
    (status: number, headers = {}): RequestListener =>
    (request, response) => {
      request.resume().once('end', () => {
        if (status === 200) taken++;
        response.writeHead(status, headers).end();
      });
    };
  const listeners = [answer(200), answer(500), answer(429, { 'Retry-After': '3' }), answer(400), () => undefined];
  const servers: Server[] = [];
  for (const listener of listeners) {
    const server = createServer(listener);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    servers.push(server);
  }
  const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  return {
    urls: [...urls, 'http://127.0.0.1:9/nobody'],
    get taken() {
      return taken;
    },
    close: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
