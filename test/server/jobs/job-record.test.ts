import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_JOBS } from '../../../server/contract/index.js';
import { type JobRecord, mergeJobs, readJobs } from '../../../server/jobs/job-record.js';

const time = fc.integer({ min: 1, max: 50 });
const end = fc.record(
  {
    at: time,
    durationMs: fc.integer({ min: 0, max: 9 }),
    failed: fc.boolean(),
    errorGroup: fc.option(fc.constantFrom('a', 'b')),
  },
  { noNullPrototype: true },
);
const record: fc.Arbitrary<JobRecord> = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c'),
    everySeconds: fc.option(fc.integer({ min: 1, max: 3 })),
    graceSeconds: fc.integer({ min: 0, max: 3 }),
    knownSince: time,
    started: time,
    runs: fc.nat(9),
    failed: fc.nat(9),
    overlaps: fc.nat(9),
    running: fc.nat(2),
    ended: fc.option(end),
    succeeded: fc.option(time),
    forgotten: fc.constantFrom(0, 0, 0, 20),
  },
  { noNullPrototype: true },
);
const lists = fc.array(fc.uniqueArray(record, { selector: ({ name }) => name }), { maxLength: 5 });

describe('the records of several processes', () => {
  it('become the same in whatever order they are merged', () => {
    fc.assert(
      fc.property(
        lists.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => assert.deepEqual(mergeJobs(shuffled), mergeJobs(all)),
      ),
    );
  });

  it('become the same whichever are merged first', () => {
    const kept = fc.array(
      fc
        .uniqueArray(record, { selector: ({ name }) => name })
        .map((all) => all.map((one) => ({ ...one, forgotten: 0 }))),
    );
    fc.assert(
      fc.property(kept, kept, (some, others) => {
        assert.deepEqual(mergeJobs([mergeJobs(some), mergeJobs(others)]), mergeJobs([...some, ...others]));
      }),
    );
  });

  it('add up, and have the newest start and end', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const kept = all.flat().filter(({ name }) => !all.flat().some((one) => one.name === name && one.forgotten > 0));
        for (const job of mergeJobs(all).filter(({ forgotten }) => forgotten === 0)) {
          const same = kept.filter(({ name }) => name === job.name);
          assert.equal(
            job.runs,
            same.reduce((sum, { runs }) => sum + runs, 0),
          );
          assert.equal(job.started, Math.max(...same.map(({ started }) => started)));
          assert.equal(job.ended?.at ?? 0, Math.max(0, ...same.map(({ ended }) => ended?.at ?? 0)));
        }
      }),
    );
  });

  it('have a bounded size: the last started stay', () => {
    const of = (from: number): JobRecord[] =>
      Array.from({ length: MAX_JOBS }, (_, index) => ({
        ...(fc.sample(record, { numRuns: 1, seed: index })[0] as JobRecord),
        ...{ name: `${from + index}`.padStart(64, 'ä'), started: from + index, forgotten: 0 },
      }));
    const merged = mergeJobs([of(1000), of(2000), of(3000)]);
    assert.equal(merged.length, MAX_JOBS);
    assert.ok(merged.every(({ started }) => started >= 3000));
    assert.ok(JSON.stringify(merged).length < 20_000);
  });

  it('are read as they were stored, and whatever else a file holds is left out', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const merged = mergeJobs(all);
        assert.deepEqual(readJobs(JSON.parse(JSON.stringify(merged))), merged);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        assert.deepEqual(readJobs([anything]), []);
        assert.ok(readJobs(anything).length === 0);
      }),
    );
  });
});
