/** Real clients on loopback, for HTTP/1.1, HTTP/2 and bytes. */

import { type IncomingHttpHeaders, request as httpRequest, type Server } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, type Http2Server } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Adapter, Served } from './scene.js';

/** An answer that has been read to its end. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What to ask for. */
export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A request whose answer is not waited for. */
export interface Pending {
  /** The first bytes of the answer's body have come. */
  begun: Promise<void>;
  /** Goes away. */
  leave: () => void;
}

/** Listens on a free port of loopback. */
export async function serve(server: Server | Http2Server): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await ended;
  };
  return { server, url: `http://127.0.0.1:${portOf(server)}`, close };
}

/** Sends a request and reads the whole answer. */
export function ask(protocol: Adapter['protocol'], url: string, asked: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = protocol === 'h2' ? sendHttp2 : sendHttp1;
    const answer: Answer = { status: 0, headers: {}, body: '' };
    send(url, asked, {
      head: (status, headers) => Object.assign(answer, { status, headers }),
      data: (chunk) => (answer.body += chunk),
      end: () => resolve(answer),
      error: reject,
    });
  });
}

/** Sends a request and leaves it open. */
export function open(protocol: Adapter['protocol'], url: string): Pending {
  const send = protocol === 'h2' ? sendHttp2 : sendHttp1;
  const nothing = (): void => undefined;
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const leave = send(url, {}, { head: nothing, data: () => begin(), end: nothing, error: nothing });
  return { begun, leave };
}

/** A request whose body is sent by and by. */
export interface Upload {
  send: (text: string) => void;
  end: (text: string) => void;
  leave: () => void;
  /** The status of the answer. */
  status: Promise<number>;
}

/** Sends the head of a request and keeps its body back. */
export function upload(protocol: Adapter['protocol'], url: string): Upload {
  const headers = { 'content-type': 'text/plain', 'content-length': '8' };
  const { pathname, origin } = new URL(url);
  let leave: () => void;
  const session = protocol === 'h2' ? connectHttp2(origin) : undefined;
  const sent =
    session?.request({ ':method': 'POST', ':path': pathname, ...headers }) ??
    httpRequest(url, { agent: false, method: 'POST', headers });
  const status = new Promise<number>((resolve) => {
    sent.on('error', () => resolve(0));
    sent.on('response', (answer: { statusCode?: number; ':status'?: number }) => {
      resolve(answer.statusCode ?? answer[':status'] ?? 0);
      const body: unknown = session === undefined ? answer : sent;
      (body as Readable).resume();
    });
    sent.on('close', () => session?.close());
    leave = () => void (session ?? sent).destroy();
  });
  if ('flushHeaders' in sent) sent.flushHeaders();
  return { send: (text) => void sent.write(text), end: (text) => void sent.end(text), leave: () => leave(), status };
}

/** An answer that the client has stopped to read. */
export interface Paused {
  /** The head of the answer has come. */
  begun: Promise<void>;
  /** Reads on, to the end. */
  read: () => Promise<void>;
  leave: () => void;
}

/** Asks for something and reads none of its body. */
export function pause(protocol: Adapter['protocol'], url: string): Paused {
  const { pathname, origin } = new URL(url);
  const session = protocol === 'h2' ? connectHttp2(origin) : undefined;
  const sent = session?.request({ ':path': pathname }) ?? httpRequest(url, { agent: false });
  let body: Readable | undefined;
  const begun = new Promise<void>((resolve) => {
    sent.on('response', (answer: unknown) => {
      body = session === undefined ? (answer as Readable) : (sent as unknown as Readable);
      body.on('error', () => undefined);
      resolve();
    });
    sent.on('error', () => undefined);
    sent.on('close', () => session?.close());
    session?.on('error', () => undefined);
    if (session === undefined) sent.end();
  });
  const read = (): Promise<void> =>
    new Promise((resolve) => {
      body?.on('end', resolve);
      body?.resume();
    });
  return { begun, read, leave: () => void (session ?? sent).destroy() };
}

/** Sends bytes and reads until the server ends the connection. */
export function exchange(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let read = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (read += chunk));
    socket.on('end', () => resolve(read));
    socket.on('error', reject);
  });
}

interface Receiver {
  head: (status: number, headers: IncomingHttpHeaders) => void;
  data: (chunk: string) => void;
  end: () => void;
  error: (error: Error) => void;
}

/** Returns how to go away. */
function sendHttp1(url: string, { method = 'GET', headers = {}, body }: Asked, receiver: Receiver): () => void {
  const sent = httpRequest(url, { agent: false, method, headers }, (response) => {
    receiver.head(response.statusCode ?? 0, response.headers);
    response.setEncoding('utf8');
    response.on('data', receiver.data);
    response.on('end', receiver.end);
    response.on('error', receiver.error);
  });
  sent.on('error', receiver.error);
  sent.end(body);
  return () => sent.destroy();
}

function sendHttp2(url: string, { method = 'GET', headers = {}, body }: Asked, receiver: Receiver): () => void {
  const { origin, pathname, search } = new URL(url);
  const session: ClientHttp2Session = connectHttp2(origin);
  session.on('error', receiver.error);
  const stream = session.request({ ':method': method, ':path': pathname + search, ...headers });
  stream.on('response', ({ ':status': status = 0, ...rest }) => receiver.head(status, rest));
  stream.setEncoding('utf8');
  stream.on('data', receiver.data);
  stream.on('end', receiver.end);
  stream.on('error', receiver.error);
  stream.on('close', () => session.close());
  if (body === undefined || body === '') stream.end();
  else stream.end(body);
  return () => session.destroy();
}

function portOf(server: Server | Http2Server): number {
  return (server.address() as AddressInfo).port;
}
