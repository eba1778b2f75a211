import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { INSTRUMENT_KINDS, MAX_INSTRUMENTS } from '../../../server/contract/index.js';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { instrumentsOf } from '../../../server/history/history-instruments.js';
import { type InstrumentRecord, pack, type Snapshot, SNAPSHOT_MS, unpack } from '../../../server/history/snapshots.js';

const part = (from: number, to: number, ...instruments: InstrumentRecord[]) => ({
  snapshot: { from: from * 1000, to: to * 1000, seconds: to - from, instruments },
});
const one = (name: string, kind: InstrumentRecord['kind'], value: number): InstrumentRecord => ({ name, kind, value });

describe("the app's own numbers in a step of history", () => {
  it('are the newest gauge, the sum of the rates, and the largest percentile of processes beside each other', () => {
    const parts = [
      part(0, 300, one('queue', 'gauge', 5), one('uploads', 'counter', 10), one('tokens', 'histogram', 900)),
      part(0, 299, one('queue', 'gauge', 7), one('uploads', 'counter', 10), one('tokens', 'histogram', 1000)),
    ];
    assert.deepEqual(instrumentsOf(parts), { queue: 5, uploads: 19.9667, tokens: 1000 });
  });

  it('are shared by processes one after the other', () => {
    const parts = [part(0, 100, one('uploads', 'counter', 30)), part(100, 300, one('uploads', 'counter', 15))];
    assert.deepEqual(instrumentsOf(parts), { uploads: 20 });
  });

  it('are null where there are none', () => {
    assert.equal(instrumentsOf([]), null);
    assert.equal(instrumentsOf([part(0, 300)]), null);
  });

  it('are the same in whatever order the processes come', () => {
    const value = fc.record(
      { name: fc.constantFrom('a', 'b'), kind: fc.constantFrom(...INSTRUMENT_KINDS), value: fc.nat(50) },
      { noNullPrototype: true },
    );
    const parts = fc.array(
      fc
        .tuple(fc.nat(5), fc.integer({ min: 6, max: 9 }), fc.uniqueArray(value, { selector: ({ name }) => name }))
        .map(([from, to, instruments]) => part(from, to, ...instruments)),
    );
    fc.assert(
      fc.property(
        parts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => assert.deepEqual(instrumentsOf(shuffled), instrumentsOf(all)),
      ),
    );
  });

  const snapshot = (instruments: InstrumentRecord[]): Snapshot => ({
    ...{ t: SNAPSHOT_MS, from: SNAPSHOT_MS, to: 2 * SNAPSHOT_MS, seconds: 300, requests: 0, failed: 0, errors: [] },
    ...{ sessions: 0, levels: [300, 0, 0], worst: 0, latency: encodeHistogram(new Histogram()), endpoints: [] },
    ...{ alerts: [], affected: null, instruments },
  });

  it('are read from a file as they were stored, and a file of an earlier version has none', () => {
    const kept = snapshot([
      one('queue', 'gauge', -5.5),
      one('uploads', 'counter', 10),
      one('tokens', 'histogram', 900),
    ]);
    const stored = JSON.parse(JSON.stringify(pack([kept], [0]))) as ReturnType<typeof pack>;
    assert.deepEqual(unpack(stored), [kept]);
    const [old] = stored.snapshots as { instruments?: unknown }[];
    delete old?.instruments;
    assert.deepEqual(unpack(stored), [snapshot([])]);
  });

  it('take little room in a file: each name stands once', () => {
    const many = Array.from({ length: MAX_INSTRUMENTS }, (_, index) =>
      one(`${'x'.repeat(90)}${index}`, 'gauge', 123_456 / (index + 1)),
    );
    const with288 = JSON.stringify(
      pack(
        Array.from({ length: 288 }, () => snapshot(many)),
        [0],
      ),
    );
    const without = JSON.stringify(
      pack(
        Array.from({ length: 288 }, () => snapshot([])),
        [0],
      ),
    );
    assert.ok(with288.length - without.length < 500_000, `${with288.length - without.length} bytes`);
  });
});
