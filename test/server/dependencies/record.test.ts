import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dependencies, MAX_DEPENDENCIES } from '../../../server/dependencies/dependencies.js';
import { type DependencyRecord, mergeRecords, recordOf } from '../../../server/dependencies/record.js';

const KINDS = ['http', 'https', 'timed'] as const;
const FAILURES = [undefined, 'status', 'refused', 'dns', 'timeout', 'other', 'aborted'] as const;

/** The record of a process that made so many calls. */
const records = (names: number): fc.Arbitrary<DependencyRecord[]> =>
  fc
    .array(
      fc.record({
        name: fc.nat(names),
        kind: fc.constantFrom(...KINDS),
        ms: fc.integer({ min: 0, max: 100_000 }),
        failure: fc.constantFrom(...FAILURES),
      }),
      { maxLength: 200 },
    )
    .map((calls) => {
      const dependencies = new Dependencies({ windowSeconds: 60 }, 0);
      for (const { name, kind, ms, failure } of calls) {
        const call = dependencies.begin(kind, `${name}.example`, 0);
        if (failure === 'aborted') dependencies.giveUp(call, ms % 1000);
        else dependencies.end(call, ms % 60_000, failure);
      }
      return recordOf(dependencies, 59_999);
    });
const total = (record: DependencyRecord[], of: (each: DependencyRecord) => number): number =>
  record.reduce((sum, each) => sum + of(each), 0);

describe('the record of dependencies', () => {
  it('is the same whichever is merged into which', () => {
    fc.assert(
      fc.property(records(100), records(100), (a, b) => {
        assert.deepEqual(mergeRecords(a, b), mergeRecords(b, a));
      }),
    );
  });

  it('is the same in whichever order three are merged, while all names have a place', () => {
    fc.assert(
      fc.property(records(12), records(12), records(12), (a, b, c) => {
        assert.deepEqual(mergeRecords(mergeRecords(a, b), c), mergeRecords(a, mergeRecords(b, c)));
      }),
    );
  });

  it('loses no call, and has a bounded size', () => {
    fc.assert(
      fc.property(fc.array(records(100), { minLength: 1, maxLength: 5 }), (all) => {
        const merged = all.reduce(mergeRecords);
        const each = all.flat();
        assert.equal(
          total(merged, ({ calls }) => calls),
          total(each, ({ calls }) => calls),
        );
        assert.equal(
          total(merged, ({ aborted }) => aborted),
          total(each, ({ aborted }) => aborted),
        );
        assert.equal(
          total(merged, ({ failures }) => failures.reduce((sum, count) => sum + count, 0)),
          total(each, ({ failures }) => failures.reduce((sum, count) => sum + count, 0)),
        );
        assert.ok(merged.length <= MAX_DEPENDENCIES + KINDS.length);
        assert.ok(JSON.stringify(merged).length < 1100 * (MAX_DEPENDENCIES + KINDS.length));
      }),
    );
  });

  it('merges with nothing to itself', () => {
    fc.assert(fc.property(records(100), (a) => assert.deepEqual(mergeRecords(a, []), a)));
  });
});
