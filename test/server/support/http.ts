/** Real servers and requests on loopback. */

import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on a free port of loopback. */
export interface Listening {
  server: Server;
  url: string;
  close: () => Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Starts a server for one test. */
export async function listen(listener: Listener): Promise<Listening> {
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await ended;
  };
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** An answer that has been read to its end. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a request is made of. */
export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request and reads the whole answer. */
export function ask(url: string, { body: sentBody, ...options }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(sentBody);
  });
}

/** A port of loopback that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const { url, close } = await listen(() => undefined);
  await close();
  return Number(new URL(url).port);
}

/** Waits until something holds; it is looked at after every turn of the event loop. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
