import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, NoAnswer, type Traffic } from './client.js';
import type { Conditions } from './conditions.js';
import { Random } from './random.js';
import { Visitor } from './visitor.js';

/** Settings of the traffic. */
export interface DriverOptions {
  /** Where the portal listens. */
  origin: URL;
  conditions: Conditions;
  /** How many people visit at once, at most. */
  visitors: number;
  /** Seed of all that they do. */
  seed: number;
}

/** Traffic that runs until it is stopped. */
export interface Driver {
  /** What was sent so far. */
  readonly traffic: Readonly<Traffic>;
  /** Calls all visitors off; resolves when the last one is gone. */
  stop(): Promise<void>;
}

/** Seconds that a page is read for, on average: with a dozen visitors this makes about ten requests per second. */
const thinkSeconds = 1.7;
/** Traffic swells and ebbs by a third in so many seconds. */
const waveSeconds = 170;
/** Everybody comes at once, and in a hurry, so that there are figures to see from the first seconds. */
const rushSeconds = 5;

/** Starts visitors who send real requests to the portal. */
export function startDriver({ origin, conditions, visitors, seed }: DriverOptions): Driver {
  const traffic: Traffic = { sent: 0, unanswered: 0 };
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every visitor listens, while reading a page or waiting for one: more than the ten from which Node suspects a leak.
  setMaxListeners(4 * visitors, signal);
  const agent = new Agent({ keepAlive: true, maxSockets: 2 * visitors });
  const startedAt = performance.now();

  const isStopping = (): boolean => signal.aborted;
  const wait = (seconds: number): Promise<void> => delay(1000 * seconds, undefined, { signal, ref: false });
  const pace = (): number => {
    const elapsed = (performance.now() - startedAt) / 1000;
    return elapsed < rushSeconds ? 0.6 : 1 + 0.33 * Math.sin((2 * Math.PI * elapsed) / waveSeconds);
  };

  async function keepVisiting(index: number): Promise<void> {
    // A sequence of its own for each visitor: what one does never depends on when another one is served.
    const random = new Random(seed + 7919 * index);
    const think = (): Promise<void> => wait(random.logNormal(0.72 * thinkSeconds, 0.8) * pace());
    const client = new Client(origin, agent, traffic, signal);
    while (!isStopping()) {
      try {
        await new Visitor({ client, conditions, random, think }).visit();
        await wait(random.between(2, 20));
      } catch (error) {
        if (!isStopping() && !(error instanceof NoAnswer)) console.error('A visitor stumbled:', error);
        await wait(random.between(0.5, 1.5)).catch(() => undefined);
      }
    }
  }

  const gone = Promise.all(Array.from({ length: visitors }, (_, index) => keepVisiting(index)));
  return {
    traffic,
    async stop() {
      stopping.abort();
      await gone;
      agent.destroy();
    },
  };
}
