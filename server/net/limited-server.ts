/** HTTP servers on which no client can hold a connection for long without need. */

import { createServer, type RequestListener, type Server } from 'node:http';

/** Limits of one connection, in milliseconds. */
export interface ConnectionLimits {
  /** From the begin of a request, or of the connection, to the end of its headers; then it is answered 408. */
  headersMs: number;
  /** From the begin of a request to the end of its body. */
  requestMs: number;
  /** Between an answer and the next request. */
  keepAliveMs: number;
  /** Without a byte in either direction, as where a client does not take its answer. */
  silentMs: number;
}

const LIMITS: ConnectionLimits = { headersMs: 10_000, requestMs: 30_000, keepAliveMs: 10_000, silentMs: 30_000 };
/** Connections at a time; further ones are closed at once. */
const MAX_CONNECTIONS = 2000;
/** Headers of one request; further ones are ignored. */
const MAX_HEADERS = 100;
/** The limits are looked at so often within the shortest of them. */
const LOOKS = 10;

/** Makes a server. */
export function createLimitedServer(listener: RequestListener, limits: ConnectionLimits = LIMITS): Server {
  const { headersMs, requestMs, keepAliveMs, silentMs } = limits;
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.ceil(Math.min(headersMs, requestMs) / LOOKS),
    },
    listener,
  );
  server.timeout = silentMs;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}
