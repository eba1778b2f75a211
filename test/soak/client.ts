/** How the driver of the soak test speaks to a server: politely, slowly, and all at once. */

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a request is made of. */
export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** Closes the connections that are kept. */
export function closeConnections(): void {
  agent.destroy();
}

/**
 * Sends a request and reads the answer.
 * @param slowly between the parts of the body and before the answer is read, in milliseconds
 */
export async function ask(port: number, path: string, { body, ...rest }: Question = {}, slowly = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const host = '127.0.0.1';
    const sent = request({ host, port, path, agent: slowly === 0 ? agent : false, ...rest }, (response) => {
      response.once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
      setTimeout(() => response.resume(), slowly);
    });
    sent.once('error', reject);
    const write = async (): Promise<void> => {
      for (let part = 0; slowly > 0 && body !== undefined && part < 4; part++) {
        sent.write(body);
        await pause(slowly);
      }
      sent.end(body);
    };
    void write();
  });
}

/** Sends requests at once on one connection. Returns the status codes of the answers. */
export async function pipeline(port: number, path: string, count: number, headers = ''): Promise<number[]> {
  const socket = open(port);
  const text = (close: string): string => `GET ${path} HTTP/1.1\r\nHost: soak\r\n${headers}${close}\r\n`;
  socket.write(text('').repeat(count - 1) + text('Connection: close\r\n'));
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
  await once(socket, 'close');
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

/** Sends the head of a request, waits for a text of the answer, and breaks the connection. */
export async function leave(port: number, head: string, awaited: string): Promise<void> {
  const socket = open(port);
  socket.write(`${head}\r\nHost: soak\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) {
    answer += String(chunk);
    if (answer.includes(awaited)) break;
  }
  socket.destroy();
  if (!answer.includes(awaited)) throw new Error(`Waited in vain for ${awaited}: ${answer.slice(0, 200)}`);
}

/** Connects, sends what is no request, and goes. */
export async function disturb(port: number, bytes: string): Promise<void> {
  const socket = open(port);
  socket.write(bytes, 'latin1');
  socket.resume();
  await Promise.race([once(socket, 'close'), pause(50)]);
  socket.destroy();
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}
