/**
 * Takes turns: of the requests that a client sends over one connection without waiting for the answers, a few are
 * answered at a time and the others wait, in their order. So a client has to take answers before it gets more.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers in flight per connection. */
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
  readonly #lines = new WeakMap<Connection, Line>();
  readonly #max: number;

  /** @param max answers in flight per connection */
  constructor(max = MAX_IN_FLIGHT) {
    this.#max = max;
  }

  /**
   * Waits until it is a request's turn. The turn ends by itself with the response.
   * @returns undefined when there is nothing to wait for; else whether the connection is still there
   */
  enter(request: IncomingMessage, response: ServerResponse): Promise<boolean> | undefined {
    const connection = connectionOf(request);
    // Requests injected by tests (light-my-request) have none.
    if (typeof connection?.once !== 'function') return undefined;
    if (connection.destroyed === true) return Promise.resolve(false);
    const line = this.#lines.get(connection) ?? this.#begin(connection);
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

  #begin(connection: Connection): Line {
    const line: Line = { inFlight: 0, waiting: [] };
    this.#lines.set(connection, line);
    // Node closes no pipelined response that still waits for the one before it when the connection is lost.
    connection.once?.('close', () => {
      for (const call of line.waiting.splice(0)) call(false);
    });
    return line;
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
