/**
 * A process of its own: records errors that all differ, a million unless told otherwise, and prints how much memory is held for them and what
 * one costs as JSON.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMonitor } from '../../../server/monitor.js';
import { FakeClock } from '../support/fake-clock.js';

const ERRORS = Number(process.argv[2] ?? 1_000_000);
const PER_SECOND = 1000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function held(): number {
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const clock = new FakeClock();
const monitor = createMonitor({ clock });
const fail = (name: string, thrown: unknown): void => {
  monitor.recordError(thrown);
  const sample = { endpoint: '/items/:id', method: 'GET', statusCode: 500, latencyMs: 12 };
  monitor.recordRequest({ ...sample, sessionId: name });
};
const nameOf = (index: number): string =>
  Array.from(index.toString(26), (digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');
for (let index = 0; index < 20_000; index++) fail('anna', new Error('warm'));
clock.advance(1);
const before = held();
const began = process.cpuUsage();
for (let index = 0; index < ERRORS; index++) {
  if (index % PER_SECOND === 0) clock.advance(1);
  const name = nameOf(index);
  const message = `the note ${name} of ${name}-${name} is gone ${'x'.repeat(50)}`;
  fail(name, index % 2 === 0 ? { type: `type_${name.slice(-2)}`, message } : new Error(message));
}
const { user, system } = process.cpuUsage(began);
console.log(
  JSON.stringify({
    heldBytes: held() - before,
    microseconds: (user + system) / ERRORS,
    groups: monitor.errors().kept,
    storedBytes: Buffer.byteLength(JSON.stringify(monitor.errors())),
  }),
);
await monitor.close();
