import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { MAX_JOBS } from '../../../server/contract/index.js';
import { Jobs } from '../../../server/jobs/jobs.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const NIGHTLY = { everySeconds: DAY, graceSeconds: HOUR };

describe('jobs', () => {
  let clock: FakeClock;
  let failures: unknown[];
  let rejected: number;
  let jobs: Jobs;

  const create = (): Jobs =>
    new Jobs({
      now: () => clock.monotonic(),
      wall: () => clock.wall(),
      onFailure: (error, job) => (failures.push([error, job]), 'group'),
      onRejected: () => rejected++,
      onInternalError: (error) => assert.fail(String(error)),
    });
  /** The same app, after its process was away for so long. */
  const restarted = (seconds: number, of = jobs): Jobs => {
    const stored = of.toJSON();
    clock.advance(seconds);
    const after = create();
    after.restore(stored);
    return after;
  };
  const overdue = (of = jobs): string[] => of.overdue(clock.monotonic(), clock.wall()).map(({ name }) => name);
  const tick = (of = jobs) => of.tick(clock.monotonic(), clock.wall());
  const only = (of = jobs) => {
    const [job, ...others] = of.figures();
    assert.ok(job !== undefined && others.length === 0);
    return job;
  };

  beforeEach(() => {
    clock = new FakeClock();
    failures = [];
    rejected = 0;
    jobs = create();
  });

  it('have names that can be read', () => {
    for (const name of ['', '   ', '\u202e\u200b', '\u0000']) {
      assert.throws(() => jobs.run(name, () => 1), /job name is .*allowed: a text of 1 to 64 characters/, name);
    }
    assert.deepEqual(jobs.figures(), []);
  });

  describe('a run', () => {
    it('returns what the job returns, and is recorded', async () => {
      const began = new Date(clock.wall()).toISOString();
      const value = await jobs.run('report', async () => {
        assert.equal(only().is_running, true);
        clock.advance(41);
        return 7;
      });
      assert.equal(value, 7);
      assert.deepEqual(only(), {
        ...{ name: 'report', every_seconds: null, grace_seconds: 0, is_running: false },
        ...{ runs: 1, failed: 0, overlaps: 0 },
        last_started_at: began,
        last_ended_at: new Date(clock.wall()).toISOString(),
        last_duration_ms: 41_000,
        last_outcome: 'succeeded',
        error_group: null,
        overdue_since: null,
      });
    });

    it('begins at once, also where the job answers without a promise', async () => {
      let hasBegun = false;
      const run = jobs.run('report', () => (hasBegun = true));
      assert.ok(hasBegun);
      assert.equal(await run, true);
    });

    it('rejects with the error of the job, unchanged, and has its error group', async () => {
      const error = new RangeError('no week 9');
      Object.freeze(error);
      await assert.rejects(
        jobs.run('report', () => Promise.reject(error)),
        (thrown) => thrown === error,
      );
      await assert.rejects(
        jobs.run('report', () => {
          throw error;
        }),
        (thrown) => thrown === error,
      );
      assert.deepEqual(failures, [
        [error, 'report'],
        [error, 'report'],
      ]);
      const { runs, failed, last_outcome, error_group } = only();
      assert.deepEqual([runs, failed, last_outcome, error_group], [2, 2, 'failed', 'group']);
    });

    it('that begins while another one is under way is counted, and both are', async () => {
      let finish: () => void = () => undefined;
      const first = jobs.run('report', () => new Promise<void>((resolve) => (finish = resolve)));
      await jobs.run('report', () => 1);
      assert.deepEqual([only().overlaps, only().runs, only().is_running], [1, 1, true]);
      finish();
      await first;
      assert.deepEqual([only().overlaps, only().runs, only().is_running], [1, 2, false]);
    });

    it('goes on when the monitor has ended', async () => {
      jobs.close();
      assert.equal(await jobs.run('report', () => 3), 3);
      assert.deepEqual(jobs.figures(), []);
    });

    it('of one job more than are kept is no error, but a rejected value', async () => {
      for (let count = 0; count <= MAX_JOBS; count++) assert.equal(await jobs.run(`job ${count}`, () => count), count);
      assert.equal(jobs.figures().length, MAX_JOBS);
      assert.equal(rejected, 1);
    });

    it('has a name without secrets', async () => {
      await jobs.run('sync token=abcdefgh1234', () => undefined);
      assert.equal(only().name, 'sync token=[redacted]');
    });
  });

  describe('arguments that are wrong', () => {
    for (const [what, call, message] of [
      ['no name', () => jobs.run('', () => 1), /job name is ""; allowed: a text of 1 to 64 characters/],
      ['a long name', () => jobs.run('x'.repeat(65), () => 1), /job name is "x+"; allowed: a text of 1 to 64/],
      ['no function', () => jobs.run('a', 5 as never), /job "a": function is 5; allowed: a function/],
      ['no period', () => jobs.run('a', () => 1, { everySeconds: 0 }), /everySeconds is 0; allowed: seconds above 0/],
      ['a period in words', () => jobs.run('a', () => 1, { everySeconds: 'daily' as never }), /is "daily"; allowed/],
      ['a negative grace', () => jobs.run('a', () => 1, { everySeconds: 5, graceSeconds: -1 }), /graceSeconds is -1/],
      ['grace alone', () => jobs.run('a', () => 1, { graceSeconds: 1 }), /graceSeconds only with everySeconds/],
      [
        'an unknown option',
        () => jobs.run('a', () => 1, { every: 5 } as never),
        /unknown option every; allowed: every/,
      ],
      ['no name to forget', () => jobs.forget(''), /job name is ""/],
    ] as const) {
      it(`throw at the call: ${what}`, () => {
        assert.throws(call, { name: 'TypeError', message });
        assert.deepEqual(jobs.figures(), []);
      });
    }
  });

  describe('a job that is expected', () => {
    beforeEach(() => jobs.run('nightly', () => undefined, NIGHTLY));

    it('is overdue when its last start is longer ago than it may be, until it runs again', async () => {
      clock.advance(25 * HOUR);
      assert.deepEqual(overdue(), []);
      assert.equal(only().overdue_since, null);
      const since = new Date(clock.wall()).toISOString();
      clock.advance(HOUR);
      assert.deepEqual(jobs.overdue(clock.monotonic(), clock.wall()), [
        { name: 'nightly', seconds: 26 * HOUR, limitSeconds: 25 * HOUR },
      ]);
      assert.equal(only().overdue_since, since);
      await jobs.run('nightly', () => undefined, NIGHTLY);
      assert.deepEqual(overdue(), []);
    });

    it('is not overdue because it fails, which is an error of its own', async () => {
      clock.advance(DAY);
      await assert.rejects(jobs.run('nightly', () => Promise.reject(new Error('full')), NIGHTLY));
      clock.advance(DAY);
      assert.deepEqual(overdue(), []);
    });

    it('is overdue when the process was down at its time, which shows at the next start', () => {
      const after = restarted(26 * HOUR);
      assert.deepEqual(overdue(after), ['nightly']);
      assert.equal(only(after).is_running, false);
    });

    it('is not expected any more when a later run says so', async () => {
      await jobs.run('nightly', () => undefined);
      clock.advance(3 * DAY);
      assert.deepEqual(overdue(), []);
    });

    it('is forgotten when the app says so, also after a restart, and new with its next start', async () => {
      clock.advance(26 * HOUR);
      jobs.forget('nightly');
      assert.deepEqual([overdue(), jobs.figures()], [[], []]);
      const after = restarted(60);
      assert.deepEqual([overdue(after), after.figures()], [[], []]);
      await after.run('nightly', () => undefined, NIGHTLY);
      assert.equal(only(after).runs, 1);
    });

    it('is forgotten here although another process has stored it, and is not when that one runs it later', async () => {
      const other = create();
      other.restore(jobs.toJSON());
      clock.advance(60);
      jobs.forget('nightly');
      jobs.merge([other.toJSON()]);
      assert.deepEqual(jobs.figures(), []);
      clock.advance(60);
      await other.run('nightly', () => undefined, NIGHTLY);
      jobs.merge([other.toJSON()]);
      assert.equal(jobs.figures().length, 1);
    });

    it('is forgotten when nobody has started it for ten periods', () => {
      clock.advance(10 * 25 * HOUR);
      tick();
      assert.deepEqual(overdue(), ['nightly']);
      clock.advance(1);
      tick();
      assert.deepEqual([overdue(), jobs.toJSON()], [[], []]);
    });

    it('is known by the newest run of all processes that share the folder', async () => {
      const other = create();
      clock.advance(23 * HOUR);
      await other.run('nightly', () => clock.advance(5), NIGHTLY);
      jobs.merge([other.toJSON()]);
      clock.advance(20 * HOUR);
      assert.deepEqual(overdue(), []);
      assert.deepEqual([only().runs, only().last_duration_ms], [2, 5000]);
      clock.advance(6 * HOUR);
      assert.deepEqual(overdue(), ['nightly']);
    });

    it('gets the time until other processes have told of it', () => {
      jobs.merge([[]]);
      clock.advance(25 * HOUR + 60);
      assert.deepEqual(overdue(), []);
      clock.advance(1);
      assert.deepEqual(overdue(), ['nightly']);
    });
  });

  describe('jumps of the clock and gaps', () => {
    const SHORT = { everySeconds: 300, graceSeconds: 60 };

    it('are no reason for an alert: the wall clock is set forward or back by an hour', async () => {
      for (const seconds of [HOUR, -HOUR]) {
        await jobs.run('sync', () => undefined, SHORT);
        clock.suspend(seconds);
        assert.deepEqual(overdue(), []);
      }
    });

    it('end with the next run where the record is that of an earlier process', async () => {
      await jobs.run('hourly', () => undefined, { everySeconds: 2 * HOUR });
      const after = restarted(HOUR + 60);
      clock.suspend(HOUR);
      assert.deepEqual(overdue(after), ['hourly']);
      clock.suspend(-HOUR);
      assert.deepEqual(overdue(after), []);
      clock.suspend(HOUR);
      await after.run('hourly', () => undefined, { everySeconds: 2 * HOUR });
      assert.deepEqual(overdue(after), []);
    });

    it('leave no time to come: a record of a clock that was wrong is one of now', async () => {
      clock.suspend(365 * DAY);
      await jobs.run('nightly', () => undefined, NIGHTLY);
      clock.suspend(-365 * DAY);
      const after = restarted(60);
      assert.ok(Date.parse(only(after).last_started_at ?? '') <= clock.wall());
      clock.advance(26 * HOUR);
      assert.deepEqual(overdue(after), ['nightly']);
    });

    it('give what is expected within an hour its time again, since timers of the app begin anew', async () => {
      await jobs.run('sync', () => undefined, SHORT);
      const after = restarted(8 * HOUR);
      assert.deepEqual(overdue(after), []);
      clock.advance(361);
      assert.deepEqual(overdue(after), ['sync']);
      after.resume(clock.monotonic());
      assert.deepEqual(overdue(after), []);
    });
  });

  describe('what is stored', () => {
    it('changes at the first run at once, and then at most four times a minute', async () => {
      const versions = new Set<number>();
      for (let second = 0; second < 120; second++) {
        await jobs.run('busy', () => undefined);
        clock.advance(1);
        tick();
        versions.add(jobs.version);
      }
      assert.ok(versions.size <= 9, `${versions.size} versions`);
      await jobs.run('busy', () => undefined);
      const before = jobs.version;
      clock.advance(15);
      tick();
      assert.equal(jobs.version, before + 1);
    });

    it('has the runs of processes that have ended, and none of their runs under way', async () => {
      void jobs.run('report', () => new Promise(() => undefined));
      const after = restarted(5);
      assert.equal(only(after).is_running, false);
      await after.run('report', () => undefined);
      assert.deepEqual([only(after).runs, only(after).overlaps], [1, 0]);
    });
  });
});
