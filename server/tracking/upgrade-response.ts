/** The response to an upgrade. The app writes it to the socket itself, so it is read there. */

import type { Duplex } from 'node:stream';

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;
const STATUS_LINE_LENGTH = 12;
/** The status code of an accepted upgrade. */
export const SWITCHING_PROTOCOLS = 101;

/**
 * Calls back with the status code of the response that is written to the socket. The bytes stay as they are, and after
 * the first write that is no interim response (1xx other than 101) the socket is as it was before.
 */
export function watchUpgradeResponse(socket: Duplex, onStatus: (statusCode: number) => void): void {
  const restore = (['write', 'end'] as const).map((name) => {
    const method: unknown = Reflect.get(socket, name);
    const isOwn = Object.hasOwn(socket, name);
    const watched = (...values: unknown[]): unknown => {
      const status = statusOf(values[0]);
      if (status === undefined || status === SWITCHING_PROTOCOLS || status >= 200) {
        for (const undo of restore) undo();
        if (status !== undefined) onStatus(status);
      }
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
