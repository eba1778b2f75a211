/** The laws by which the states of a group become one, and the bound of what is stored. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LENGTHS, MAX_STACK_LINES, readStored, type StoredGroup, toStored } from '../../../server/errors/group-file.js';
import { type GroupState, mergeStates } from '../../../server/errors/group-state.js';
import { DistinctCount, SMALL_PRECISION } from '../../../server/statistics/distinct-count.js';

const ID = 'a'.repeat(20);
/** What a stored group takes at most, in bytes. */
const MAX_BYTES = 48_000;

const text = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', maxLength });
const time = fc.integer({ min: 1, max: 30 });
const action = fc.record({
  kind: fc.constantFrom('acknowledge', 'mute', 'resolve', 'reopen'),
  at: time,
  by: fc.option(text(3)),
  note: fc.constant(null),
  credential: fc.constant(null),
  until: fc.option(time),
  version: fc.constant(null),
});
const location = fc.record({
  file: fc.constantFrom('a.ts', 'b.ts'),
  line: time,
  column: fc.constant(null),
  function: fc.option(text(3)),
});
const sample = fc.record({
  at: time,
  endpoint: fc.option(text(3)),
  method: fc.constant('GET'),
  status: fc.constantFrom(500, 503),
  latency_ms: fc.option(time),
  trace_id: fc.constant(null),
  request_id: fc.constant(null),
  sentryEventId: fc.constant(null),
});
const counts = <Name extends string | number>(name: fc.Arbitrary<Name>, maxLength: number) =>
  fc.uniqueArray(fc.tuple(name, time), { selector: ([each]) => each, maxLength });
const sessions = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }).map((keys) => {
  const count = new DistinctCount(SMALL_PRECISION);
  for (const key of keys) count.add(Buffer.from(`${key}`.padStart(12, 'x')).toString('latin1'));
  return count.toJSON();
});
const group: fc.Arbitrary<GroupState> = fc
  .record({
    id: fc.constant(ID),
    grouping: fc.constant('frame' as const),
    type: fc.constant('TypeError'),
    look: fc.record({ at: time, message: text(3), location: fc.option(location) }),
    count: time,
    firstSeen: time,
    lastSeen: time,
    fatalAt: fc.option(time),
    since: fc.option(fc.record({ version: text(3), at: time })),
    endpoints: counts(
      fc.integer({ min: 0, max: 40 }).map((number) => `GET /${number}`),
      24,
    ),
    trend: counts(fc.integer({ min: 0, max: 90 }), 48),
    samples: fc.array(sample, { maxLength: 5 }),
    stack: fc.option(
      fc.record({
        at: time,
        lines: fc.array(
          fc.record({
            ...{ file: text(3), line: time, column: fc.constant(null) },
            function: fc.option(text(3)),
            is_own: fc.boolean(),
          }),
          { maxLength: 2 },
        ),
      }),
    ),
    sessions,
    isAnnounced: fc.boolean(),
    action: fc.option(action),
    resolved: fc.option(action),
    returned: fc.option(fc.record({ of: time, at: time })),
  })
  .map((stored) => {
    const [state] = readStored({ groups: [stored] });
    assert.ok(state !== undefined, 'it can be read');
    // A state is what merging makes of it: bounded and in order.
    return mergeStates(state, nothing(state));
  });

/** The same group without an error. */
function nothing(state: GroupState): GroupState {
  const sessions = new DistinctCount(SMALL_PRECISION);
  return { ...state, count: 0, endpoints: new Map(), trend: new Map(), samples: [], sessions };
}

function stored(state: GroupState): StoredGroup {
  return toStored(state);
}

describe('states of a group', () => {
  it('merge in any order', () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        assert.deepEqual(stored(mergeStates(a, b)), stored(mergeStates(b, a)));
      }),
    );
  });

  it('merge in any grouping', () => {
    fc.assert(
      fc.property(group, group, group, (a, b, c) => {
        assert.deepEqual(stored(mergeStates(mergeStates(a, b), c)), stored(mergeStates(a, mergeStates(b, c))));
      }),
    );
  });

  it('are not changed by that', () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        const before = JSON.stringify([stored(a), stored(b)]);
        mergeStates(a, b);
        assert.equal(JSON.stringify([stored(a), stored(b)]), before);
      }),
    );
  });

  it('are read as they were stored', () => {
    fc.assert(
      fc.property(group, (state) => {
        const [read] = readStored(JSON.parse(JSON.stringify({ groups: [stored(state)] })));
        assert.deepEqual(read && stored(read), stored(state));
      }),
    );
  });

  it('lose no error: counts are added', () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        const merged = mergeStates(a, b);
        assert.equal(merged.count, a.count + b.count);
        assert.equal(merged.lastSeen, Math.max(a.lastSeen, b.lastSeen));
        assert.equal(merged.firstSeen, Math.min(a.firstSeen, b.firstSeen));
      }),
    );
  });
});

describe('a stored group', () => {
  it(`has at most ${MAX_BYTES} bytes, however long its texts are`, () => {
    const longest = (length: number): string => '€'.repeat(length);
    const remark = { kind: 'resolve' as const, at: 1e15, by: longest(LENGTHS.by), note: longest(LENGTHS.note) };
    const longestAction = {
      ...remark,
      credential: longest(LENGTHS.by),
      until: 1e15,
      version: longest(LENGTHS.version),
    };
    const place = { file: longest(LENGTHS.file), function: longest(LENGTHS.function), line: 1e9, column: 1e9 };
    const sessions = new DistinctCount(SMALL_PRECISION);
    for (let key = 0; key < 100_000; key++) sessions.add(String(Math.sin(key)).slice(-12));
    const many = <Item>(length: number, item: (index: number) => Item): Item[] =>
      Array.from({ length }, (_, index) => item(index));
    const state: GroupState = {
      ...{
        id: ID,
        grouping: 'frame',
        type: longest(LENGTHS.type),
        count: 1e15,
        firstSeen: 1e15,
        lastSeen: 1e15,
        fatalAt: 1e15,
      },
      look: { at: 1e15, message: longest(LENGTHS.message), location: place },
      since: { version: longest(LENGTHS.version), at: 1e15 },
      endpoints: new Map(many(24, (index) => [`DELETE /${index}${longest(LENGTHS.endpoint - 4)}`, 1e15])),
      trend: new Map(many(48, (index) => [1e6 + index, 1e15])),
      samples: many(5, () => ({
        ...{ at: 1e15, endpoint: longest(LENGTHS.endpoint), method: 'OPTIONS', status: 500, latency_ms: 1e12 },
        ...{ trace_id: 'a'.repeat(32), request_id: 'a'.repeat(LENGTHS.id), sentryEventId: 'a'.repeat(32) },
      })),
      stack: { at: 1e15, lines: many(MAX_STACK_LINES, () => ({ ...place, is_own: true })) },
      ...{
        sessions,
        isAnnounced: true,
        action: longestAction,
        resolved: longestAction,
        returned: { of: 1e15, at: 1e15 },
      },
    };
    const bytes = Buffer.byteLength(JSON.stringify(toStored(state)));
    assert.equal(readStored({ groups: [toStored(state)] }).length, 1);
    assert.ok(bytes <= MAX_BYTES, `${bytes} bytes`);
  });

  it('that is none of ours is left out', () => {
    for (const value of [undefined, null, 7, {}, { groups: 7 }, { groups: [null, {}, { id: 'x' }] }, [[]]]) {
      assert.deepEqual(readStored(value), []);
    }
    fc.assert(fc.property(fc.anything(), (value) => readStored({ groups: [value] }).length <= 1));
  });
});
