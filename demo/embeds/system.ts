/** A small monitored system beside the portal, with its own port and traffic. */

import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import Router from '@koa/router';
import { createMonitor } from 'align-monitor';
import Koa from 'koa';
import { listen } from '../listen.js';
import { Client } from '../outside/client.js';
import { Random } from '../random.js';

/** A monitored system. */
export interface System {
  name: string;
  /** What people use it for, in a few words. */
  purpose: string;
  /** Its address. */
  origin: URL;
}

/** Settings of a small system. */
export interface SystemOptions {
  name: string;
  purpose: string;
  /** The paths of its routes. */
  paths: readonly string[];
  /** Median latency in milliseconds. */
  medianMs: number;
  /** The origins of the pages that may show its status. */
  origins: readonly string[];
  /** How many simulated users it has. */
  readers: number;
  /** The seed of its latencies and of its users' actions. */
  seed: number;
}

/** A running system. */
export interface RunningSystem extends System {
  /** Stops its users. Resolves when the last one has stopped. */
  stopReaders(): Promise<void>;
}

/** Standard deviation of the logarithm of latencies: P95 is 1.4 times the median. */
const sigma = 0.2;
/** The first requests of each user come without a pause, so that there are figures within seconds. */
const warmUpRequests = 10;
const thinkSeconds = 2;

const ignoreError = (): void => undefined;

/** Starts a system on a free port. Rejects if there is none. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const { name, purpose, paths, medianMs, origins, seed } = options;
  // What this thread calls is called by simulated users.
  const dependencies = false;
  const monitor = createMonitor({ access: 'local', sessionId: { cookie: 'reader' }, cors: { origins }, dependencies });
  const random = new Random(seed);
  const router = new Router();
  for (const path of paths) {
    router.get(path, async (ctx) => {
      if (ctx.cookies.get('reader') === undefined) ctx.cookies.set('reader', randomUUID());
      await delay(random.logNormal(medianMs, sigma), undefined, { ref: false });
      ctx.body = name;
    });
  }
  const handle = new Koa().use(monitor.koa()).use(router.routes()).callback();
  const { port } = await listen((request, response) => void handle(request, response), 0);
  const stopReaders = startReaders(new URL(`http://127.0.0.1:${port}/`), options);
  return { name, purpose, origin: new URL(`http://localhost:${port}/`), stopReaders };
}

/** Starts users, who request one path after the other. The returned function stops them. */
function startReaders(origin: URL, { paths, readers, seed }: SystemOptions): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(4 * readers, signal);
  const agent = new Agent({ keepAlive: true });
  const traffic = { sent: 0, unanswered: 0 };
  const isStopping = (): boolean => signal.aborted;

  async function read(index: number): Promise<void> {
    const random = new Random(seed + 7919 * (index + 1));
    const client = new Client(origin, agent, traffic, signal);
    for (let requests = 0; !isStopping(); requests += 1) {
      // The server may close a keep-alive connection just before the next request.
      await client.get(random.pick(paths)).catch(ignoreError);
      if (requests < warmUpRequests) continue;
      await delay(1000 * random.logNormal(thinkSeconds, 0.6), undefined, { signal, ref: false }).catch(ignoreError);
    }
  }

  const stopped = Promise.all(Array.from({ length: readers }, (_, index) => read(index)));
  return async () => {
    stopping.abort();
    await stopped;
    agent.destroy();
  };
}
