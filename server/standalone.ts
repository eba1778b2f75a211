/** `createServer`: the monitor as a standalone server. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { AllowedHosts } from './access/allowed-hosts.js';
import { hostOf } from './access/client.js';
import { apiError } from './api/api-error.js';
import { awaitingContinue } from './api/request-body.js';
import { createMonitor, type Monitor } from './monitor.js';
import { createLimitedServer } from './net/limited-server.js';
import { invalidValue } from './options/invalid-value.js';
import type { MonitorOptions } from './options/monitor-options.js';

/** The monitor's options, and where to listen. */
export interface ServerOptions extends MonitorOptions {
  /** 5004 unless given; 0 takes any free port. */
  port?: number | undefined;
  /** `127.0.0.1` unless given: reachable from this machine only. */
  host?: string | undefined;
  /**
   * Names under which browsers reach the server, beside addresses, `localhost`, the machine's own name and the one in `url`.
   * With another name in the `Host` header, requests other than those for `/health` are refused.
   */
  allowedHosts?: readonly string[] | undefined;
}

/** A running server. */
export interface MonitorServer {
  readonly monitor: Monitor;
  readonly server: Server;
  /** Where it answers, such as `http://127.0.0.1:5004`. */
  readonly url: string;
  /** Closes open connections, the server and the monitor. */
  close: () => Promise<void>;
  /**
   * Ends without breaking off a request: says at once that it is draining, goes on answering for some seconds so that
   * load balancers see it, takes no more connections, finishes the requests under way and closes the monitor. The last
   * two take at most five seconds.
   */
  drain: (seconds: number) => Promise<void>;
}

/** A host name or an address, without a port. */
const HOST_NAME = /^[\w.:[\]-]{1,253}$/;

/** Requests that are still under way after this time are broken off. */
const FINISH_MS = 2500;
/** How often connections are looked for on which nothing is under way any more. */
const SWEEP_MS = 50;

/**
 * Starts a server that answers the monitor's endpoints.
 * @throws TypeError for a wrong option; the system's error when the address cannot be listened on
 */
export async function createServer(options: ServerOptions = {}): Promise<MonitorServer> {
  const { port = 5004, host = '127.0.0.1', allowedHosts = [], ...monitorOptions } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`align-monitor: option port is ${String(port)}; allowed: a whole number from 0 to 65535`);
  }
  if (typeof host !== 'string' || !HOST_NAME.test(host)) {
    throw invalidValue('option host', host, "a host name or an address, such as '0.0.0.0'");
  }
  if (!areHostNames(allowedHosts)) {
    throw invalidValue('option allowedHosts', allowedHosts, "a list of host names, such as ['monitor.example']");
  }
  const monitor = createMonitor(monitorOptions);
  const { url: ownUrl, basePath = '' } = monitorOptions;
  const hosts = new AllowedHosts([...allowedHosts, host, ...(ownUrl === undefined ? [] : [new URL(ownUrl).hostname])]);
  const { default: Koa } = await import('koa');
  const app = new Koa();
  // A connection that breaks is no news.
  app.silent = true;
  app.use((context, next) => {
    // Balancers send any name, and learn nothing that is not the same for everybody.
    if (hosts.allows(hostOf(context.req)) || context.path.startsWith(`${basePath}/health`)) return next();
    context.status = 421;
    context.body = apiError(
      'unknown_host',
      'This server does not answer under this name: see the option allowedHosts.',
    );
    return undefined;
  });
  app.use((context, next) => {
    if (context.path !== '/' || !['GET', 'HEAD'].includes(context.method)) return next();
    // Relative, since a proxy may serve this under a path of its own.
    context.redirect(`.${basePath}/monitoring`);
    return undefined;
  });
  app.use(monitor.koa());
  app.use((context) => {
    context.status = 404;
    context.body = apiError('not_found', 'There is nothing at this address.');
  });
  const answer = app.callback();
  const server = createLimitedServer((request, response) => void answer(request, response));
  server.on('checkContinue', (request, response) => {
    awaitingContinue.add(request);
    void answer(request, response);
  });
  try {
    await listen(server, port, host);
  } catch (error) {
    await monitor.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await ended;
    await monitor.close();
  };
  const drain = async (seconds: number): Promise<void> => {
    monitor.drain();
    await pause(seconds * 1000);
    const ended = new Promise((resolve) => server.close(resolve));
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const limit = setTimeout(() => server.closeAllConnections(), FINISH_MS);
    await ended;
    clearInterval(sweep);
    clearTimeout(limit);
    await monitor.close();
  };
  return { monitor, server, url: addressOf(server), close, drain };
}

function areHostNames(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((name) => typeof name === 'string' && HOST_NAME.test(name));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
