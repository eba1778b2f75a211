/** Stands for the language model of another company, which the portal asks over HTTP. */

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Conditions } from '../conditions.js';
import { Random } from '../random.js';

/** The median of its answers, and the standard deviation of their logarithm. */
const medianMs = 700;
const sigma = 0.3;

const remarks = [
  'You noticed the quiet group. What would help them to speak first next time?',
  'That sounds like a good moment. Write down what led to it before you forget.',
  'Half of the room was new to it: an example in front may be worth its ten minutes.',
];

/** Starts the model, and resolves with its port. The same seed gives the same sequence of latencies. */
export async function startLanguageModel(conditions: Conditions, seed: number): Promise<number> {
  const random = new Random(seed);
  const server = createServer((request, response) => {
    request.resume();
    const text = random.pick(remarks);
    const { tokens, pauseMs } = drawAnswer(random, conditions);
    const answer = JSON.stringify({ text, tokens });
    void delay(pauseMs, undefined, { ref: false }).then(() =>
      response.setHeader('content-type', 'application/json').end(answer),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** How much work an answer is, and how long it takes. */
export function drawAnswer(random: Random, { modelFactor }: Conditions): { tokens: number; pauseMs: number } {
  const tokens = 400 + random.below(1800);
  return { tokens, pauseMs: random.logNormal(medianMs, sigma) * modelFactor };
}
