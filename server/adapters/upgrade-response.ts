/** What became of an upgrade: the app writes its answer to the socket itself, so that is where it has to be read. */

import type { Duplex } from 'node:stream';

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;
const STATUS_LINE_LENGTH = 12;

/**
 * Tells the status of the answer that is written to the socket; nothing when none is. What is written stays as it is,
 * and after the first write the socket is left alone.
 */
export function onAnswer(socket: Duplex, tell: (statusCode: number) => void): void {
  const restore = (['write', 'end'] as const).map((name) => {
    const method: unknown = Reflect.get(socket, name);
    const isOwn = Object.hasOwn(socket, name);
    const watched = (...values: unknown[]): unknown => {
      for (const undo of restore) undo();
      const status = statusOf(values[0]);
      if (status !== undefined) tell(status);
      return Reflect.apply(method as () => unknown, socket, values);
    };
    Reflect.set(socket, name, watched);
    return () => (isOwn ? Reflect.set(socket, name, method) : Reflect.deleteProperty(socket, name));
  });
}

function statusOf(chunk: unknown): number | undefined {
  const head = Buffer.isBuffer(chunk) ? chunk.toString('latin1', 0, STATUS_LINE_LENGTH) : chunk;
  const status = typeof head === 'string' ? STATUS_LINE.exec(head)?.[1] : undefined;
  return status === undefined ? undefined : Number(status);
}
