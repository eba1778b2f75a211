/** A small monitored system beside the portal, on a port of its own and with a little traffic of its own. */

import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import Router from '@koa/router';
import { createMonitor } from 'align-monitor';
import Koa from 'koa';
import { Client } from '../client.js';
import { listen } from '../listen.js';
import { Random } from '../random.js';

/** A monitored system, as a page that shows its status knows it. */
export interface System {
  name: string;
  /** What people use it for, in a few words. */
  purpose: string;
  /** Where it lies. */
  origin: URL;
}

/** Settings of a small system. */
export interface SystemOptions {
  name: string;
  purpose: string;
  /** The paths that it serves. */
  paths: readonly string[];
  /** What an answer takes, in milliseconds, in the median. */
  medianMs: number;
  /** The origins of the pages that may show its status. */
  origins: readonly string[];
  /** How many people use it; none when 0. */
  readers: number;
  /** Seed of its latencies and of what its users do. */
  seed: number;
}

/** A small system that runs until it is closed. */
export interface RunningSystem extends System {
  /** Calls its users off and ends all connections. */
  close(): Promise<void>;
}

/** The spread of the latencies: with it, P95 is 1.4 times the median. */
const sigma = 0.2;
/** Everybody begins in a hurry, so that there are figures to see from the first seconds. */
const hurriedRequests = 10;
const thinkSeconds = 2;

const passOver = (): void => undefined;

/** Starts a system on a free port. Rejects when there is none. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const { name, purpose, paths, medianMs, origins, seed } = options;
  const monitor = createMonitor({ sessionId: { cookie: 'reader' }, cors: { origins } });
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
  try {
    const listening = await listen((request, response) => void handle(request, response), 0);
    const leave = startReaders(new URL(`http://127.0.0.1:${listening.port}/`), options);
    return {
      name,
      purpose,
      origin: new URL(`http://localhost:${listening.port}/`),
      async close() {
        await leave();
        await listening.close();
        await monitor.close();
      },
    };
  } catch (error) {
    await monitor.close();
    throw error;
  }
}

/** Lets people read one path after the other; returns what calls them off. */
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
      // Nobody minds a connection that the server ends just as it is used again.
      await client.get(random.pick(paths)).catch(passOver);
      if (requests < hurriedRequests) continue;
      await delay(1000 * random.logNormal(thinkSeconds, 0.6), undefined, { signal, ref: false }).catch(passOver);
    }
  }

  const gone = Promise.all(Array.from({ length: readers }, (_, index) => read(index)));
  return async () => {
    stopping.abort();
    await gone;
    agent.destroy();
  };
}
