/**
 * A process of its own: requests that fail, each with an error, a session and an outgoing call to a host that never come
 * again, a million of them unless told otherwise. Prints how much memory is held for them, and what one costs, as JSON;
 * ends with 1 when that is more than is promised.
 */

import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resolveOptions } from '../../server/options/options.js';
import { createParts } from '../../server/wiring.js';
import { FakeClock } from '../server/support/fake-clock.js';

const REQUESTS = Number(process.argv[2] ?? 1_000_000);
const MAX_BYTES = 24_000_000;
const PER_SECOND = 1000;
/** They compile the code. */
const WARM_UP = 10_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A word of letters, since numbers in messages are masked. */
function nameOf(index: number): string {
  return Array.from(index.toString(26), (digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');
}

const clock = new FakeClock();
const { recorder, reader, close } = createParts(resolveOptions({ clock }));

function fail(name: string): void {
  const request = { origin: `https://${name}.example`, method: 'GET' };
  channel('undici:request:create').publish({ request });
  channel('undici:request:error').publish({ request, error: new Error('fetch failed') });
  const thrown = new Error(`the note ${name} of ${name}-${name} is gone ${'x'.repeat(50)}`);
  const sample = {
    endpoint: '/items/:id',
    method: 'GET',
    statusCode: 500,
    latencyMs: 12,
    sessionId: `session ${name}`,
  };
  recorder.recordRequest(sample, { thrown, reported: [] });
}

function failMany(first: number, count: number): void {
  for (let index = first; index < first + count; index++) {
    if (index % PER_SECOND === 0) clock.advance(1);
    fail(nameOf(index));
  }
}

const before = held();
failMany(0, WARM_UP);
const began = process.cpuUsage();
failMany(WARM_UP, REQUESTS - WARM_UP);
const { user, system } = process.cpuUsage(began);
const heldBytes = held() - before;
const { summary, errors, monitor } = reader.metrics();
assert.equal(summary.total_requests, REQUESTS);
assert.equal(summary.failed_requests, REQUESTS);
assert.equal(errors['total_5xx'], REQUESTS);
assert.equal(monitor.monitor_errors, 0);
console.log(
  JSON.stringify({
    heldBytes,
    tableBytes: monitor.cost.memory_bytes,
    microseconds: Math.round((user + system) / (REQUESTS - WARM_UP)),
    groups: reader.errors({}).kept,
  }),
);
await close();
assert.ok(heldBytes <= MAX_BYTES, `${heldBytes} bytes are held, ${MAX_BYTES} are allowed`);
