/** The bytes of an answer as they cross the wire. */

import { type AddressInfo, connect, createServer } from 'node:net';
import { ask, exchange } from './client.js';
import type { Adapter } from './scene.js';

/** Sends one request on a connection of its own; the date is masked. */
export async function bytesOf(
  protocol: Adapter['protocol'],
  url: string,
  method: string,
  path: string,
  body = '',
): Promise<string> {
  if (protocol === 'h2') return http2BytesOf(url, method, path, body);
  const headers = ['Host: app', 'Connection: close', 'Content-Type: text/plain', `Content-Length: ${body.length}`];
  const bytes = await exchange(url, [`${method} ${path} HTTP/1.1`, ...headers, '', body].join('\r\n'));
  return bytes.replace(/^date: .*$/im, 'date: masked');
}

/** HTTP/2's frames, taken down between client and server. */
async function http2BytesOf(url: string, method: string, path: string, body: string): Promise<string> {
  let taken = '';
  const proxy = createServer((client) => {
    const server = connect(Number(new URL(url).port), '127.0.0.1');
    client.pipe(server).pipe(client);
    server.on('data', (chunk) => (taken += chunk.toString('latin1')));
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  try {
    await ask('h2', `http://127.0.0.1:${port}${path}`, { method, body });
  } finally {
    await new Promise((resolve) => proxy.close(resolve));
  }
  return taken;
}
