/** The thread of all that is not the portal, seen from the portal's side. */

import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Mode } from '../conditions.js';
import type { System } from '../embeds/system.js';
import type { Traffic } from './client.js';

/** Settings of the thread. */
export interface OutsideOptions {
  /** The largest number of visitors at once. */
  visitors: number;
  seed: number;
}

/** What the thread is asked, and what it answers. URLs are text, because a URL cannot be sent. */
export interface Questions {
  /** Starts the language model. */
  start: { question: null; answer: { modelPort: number } };
  /** Starts the other systems, and lets visitors and readers in. `origins` are those that may show the systems. */
  open: {
    question: { portal: string; origins: string[] };
    answer: { name: string; purpose: string; origin: string }[];
  };
  /** Changes the mode, and marks the deploy that comes with it. */
  change: { question: Mode; answer: null };
  /** Stops visitors and readers. */
  leave: { question: null; answer: Traffic };
}

/** One question. The answer is sent to `reply`. */
export interface Message<Name extends keyof Questions = keyof Questions> {
  name: Name;
  question: Questions[Name]['question'];
  reply: MessagePort;
}

/** The running thread. */
export interface Outside {
  /** Where the language model listens. */
  modelPort: number;
  /** Starts the other systems, and lets visitors in. */
  open(portal: URL, origins: readonly string[]): Promise<System[]>;
  /** Changes the mode for visitors and the language model. Resolves when the deploy that comes with it is marked. */
  change(mode: Mode): Promise<void>;
  /** Stops all visitors. Resolves with their requests when the last one has stopped. */
  leave(): Promise<Traffic>;
  /** Ends the thread, and with it the language model and the other systems. */
  close(): Promise<void>;
}

/**
 * Starts the thread: the monitor of the portal watches what its own thread calls, so that visitors in the portal's
 * thread would appear among what the portal waits for.
 */
export async function startOutside(options: OutsideOptions): Promise<Outside> {
  const worker = new Worker(new URL('thread.js', import.meta.url), { workerData: options, execArgv: [] });

  async function ask<Name extends keyof Questions>(
    name: Name,
    question: Questions[Name]['question'],
  ): Promise<Questions[Name]['answer']> {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ name, question, reply: port2 }, [port2]);
    const [answer] = (await once(port1, 'message')) as [Questions[Name]['answer']];
    port1.close();
    return answer;
  }

  const { modelPort } = await ask('start', null);
  return {
    modelPort,
    async open(portal, origins) {
      const systems = await ask('open', { portal: portal.href, origins: [...origins] });
      return systems.map((system) => ({ ...system, origin: new URL(system.origin) }));
    },
    async change(mode) {
      await ask('change', mode);
    },
    leave: () => ask('leave', null),
    async close() {
      await worker.terminate();
    },
  };
}
