/** Simulated visitors of the portal. */

import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, NoResponseError, type Traffic } from './client.js';
import type { Conditions } from '../conditions.js';
import { draftPath } from '../portal/courses.js';
import { Random } from '../random.js';
import { drawThinkSeconds, Visitor } from './visitor.js';

/** Settings of the traffic. */
export interface DriverOptions {
  /** The address of the portal. */
  origin: URL;
  conditions: Conditions;
  /** The largest number of visitors at once. */
  visitors: number;
  /** The seed of all their actions. */
  seed: number;
}

/** Running visitors. */
export interface Driver {
  /** The requests so far. */
  readonly traffic: Traffic;
  /** Stops all visitors. Resolves when the last one has stopped. */
  stop(): Promise<void>;
}

/** The traffic rises and falls by a third within this period. */
const periodSeconds = 170;
/** At the start visitors read faster, so that there are figures within seconds. */
const warmUpSeconds = 5;
/** So often somebody looks at the draft of a course, which is broken. More often it would turn the light red. */
const draftSeconds = 100;

/** Starts visitors, who send HTTP requests to the portal. */
export function startDriver({ origin, conditions, visitors, seed }: DriverOptions): Driver {
  const traffic: Traffic = { sent: 0, unanswered: 0 };
  const stopping = new AbortController();
  const { signal } = stopping;
  // Each visitor adds listeners. Node warns of a leak from eleven on.
  setMaxListeners(4 * visitors, signal);
  const agent = new Agent({ keepAlive: true, maxSockets: 2 * visitors });
  const startedAt = performance.now();

  const isStopping = (): boolean => signal.aborted;
  const wait = (seconds: number): Promise<void> => delay(1000 * seconds, undefined, { signal, ref: false });
  const thinkFactor = (): number => {
    const elapsed = (performance.now() - startedAt) / 1000;
    return elapsed < warmUpSeconds ? 0.6 : 1 + 0.33 * Math.sin((2 * Math.PI * elapsed) / periodSeconds);
  };

  async function keepVisiting(index: number): Promise<void> {
    // With a sequence for each visitor, its actions do not depend on the timing of others.
    const random = new Random(seed + 7919 * index);
    const think = (): Promise<void> => wait(drawThinkSeconds(random) * thinkFactor());
    const client = new Client(origin, agent, traffic, signal);
    while (!isStopping()) {
      try {
        await new Visitor({ client, conditions, random, think }).visit();
        await wait(random.between(2, 20));
      } catch (error) {
        if (!isStopping() && !(error instanceof NoResponseError)) console.error('A visitor failed:', error);
        await wait(random.between(0.5, 1.5)).catch(() => undefined);
      }
    }
  }

  async function keepDrafting(): Promise<void> {
    for (let pause = 12; !isStopping(); pause = draftSeconds) {
      // Each time it is somebody else, without a session.
      const client = new Client(origin, agent, traffic, signal);
      await wait(pause)
        .then(() => client.get('/'))
        .then(() => client.get(draftPath))
        .catch(() => undefined);
    }
  }

  const everybody = Array.from({ length: visitors }, (_, index) => keepVisiting(index));
  if (visitors > 0) everybody.push(keepDrafting());
  const stopped = Promise.all(everybody);
  return {
    traffic,
    async stop() {
      stopping.abort();
      await stopped;
      agent.destroy();
    },
  };
}
