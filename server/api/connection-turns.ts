/**
 * Takes turns: of the requests that a client sends over one connection without waiting for the answers, a few of each
 * endpoint are answered at a time and the others wait, in their order. So a client has to take answers before it gets more.
 *
 * A proxy may send the requests of many clients over one connection. So each endpoint has turns of its own: who takes no
 * answer of one holds up no other.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers in flight per connection and endpoint. */
const MAX_IN_FLIGHT = 8;

/** One connection: an HTTP/1 socket or an HTTP/2 session. */
interface Connection {
  destroyed?: boolean;
  once?: (event: 'close', listener: () => void) => unknown;
}

interface Line {
  inFlight: number;
  /** Those that wait; called with false when the connection is lost. */
  waiting: ((isTurn: boolean) => void)[];
}

/** The turns on all connections. */
export class ConnectionTurns {
  /** By endpoint. */
  readonly #lines = new WeakMap<Connection, Map<string, Line>>();
  readonly #max: number;

  /** @param max answers in flight per connection and endpoint */
  constructor(max = MAX_IN_FLIGHT) {
    this.#max = max;
  }

  /**
   * Waits until it is a request's turn. The turn ends by itself with the response.
   * @returns undefined when there is nothing to wait for; else whether the connection is still there
   */
  enter(request: IncomingMessage, response: ServerResponse, endpoint = ''): Promise<boolean> | undefined {
    const connection = connectionOf(request);
    // Requests injected by tests (light-my-request) have none.
    if (typeof connection?.once !== 'function') return undefined;
    if (connection.destroyed === true) return Promise.resolve(false);
    const lines = this.#lines.get(connection) ?? this.#begin(connection);
    const line = lines.get(endpoint) ?? { inFlight: 0, waiting: [] };
    lines.set(endpoint, line);
    if (line.inFlight < this.#max) {
      this.#take(line, connection, response);
      return undefined;
    }
    return new Promise((resolve) => {
      line.waiting.push((isTurn) => {
        if (isTurn) this.#take(line, connection, response);
        resolve(isTurn);
      });
    });
  }

  #begin(connection: Connection): Map<string, Line> {
    const lines = new Map<string, Line>();
    this.#lines.set(connection, lines);
    // Node closes no pipelined response that still waits for the one before it when the connection is lost.
    connection.once?.('close', () => {
      for (const { waiting } of lines.values()) for (const call of waiting.splice(0)) call(false);
    });
    return lines;
  }

  #take(line: Line, connection: Connection, response: ServerResponse): void {
    line.inFlight++;
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      line.inFlight--;
      line.waiting.shift()?.(connection.destroyed !== true);
    };
    // Either may be missing: a broken response has no `finish`, and a host may have removed listeners of `close`.
    response.once('finish', leave);
    response.once('close', leave);
  }
}

/** In HTTP/2 each stream has a socket object of its own, and all share the session. */
function connectionOf(request: IncomingMessage): Connection | null | undefined {
  const { stream, socket } = request as unknown as {
    stream?: { session?: Connection };
    socket?: Connection | null;
  };
  return stream === undefined ? socket : stream.session;
}
