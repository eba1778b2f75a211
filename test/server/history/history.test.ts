import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import {
  HISTORY_RANGE_NAMES,
  HISTORY_RANGES,
  type HistoryRange,
  type HistoryStep,
  KEPT_SECONDS,
  type Level,
  LONGEST_RANGE,
  SNAPSHOT_SECONDS,
} from '../../../server/contract/index.js';
import { History } from '../../../server/history/history.js';
import {
  type EndpointInput,
  type ForeignHistory,
  type HistoryRecord,
  inOrder,
  isHistoryRecord,
  unpack,
} from '../../../server/history/snapshots.js';
import type { StepInput } from '../../../server/history/timeline.js';
import { DistinctCount, LARGE_PRECISION } from '../../../server/statistics/distinct-count.js';

/** The begin of a stored step, and so of every shorter one. */
const START = Math.ceil(Date.UTC(2026, 10, 23, 21) / (SNAPSHOT_SECONDS * 1000)) * SNAPSHOT_SECONDS * 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As much as the history lets the wall clock be behind its own time. */
const CLOCK_SLACK = 60_000;

/** A process with a history, and the clocks in a test's hands. */
class Run {
  readonly history: History;
  wall: number;
  /** What other processes have stored. */
  readonly others: readonly HistoryRecord[];
  #now = 1000;
  endpoints: EndpointInput[] = [];

  constructor(wall = START, others: readonly HistoryRecord[] = [], isAlive = false) {
    this.wall = wall;
    this.others = others;
    const endpoints = () => this.endpoints;
    this.history = new History({ endpoints, wall, now: this.#now });
    this.history.merge(others.map((record) => foreign(record, wall, isAlive)));
  }

  /** Lets time pass in steps of five seconds, in each of which `latencies` are the requests. */
  pass(seconds: number, latencies: readonly number[] = [], step: Partial<StepInput> = {}): this {
    for (let passed = 0; passed < seconds; passed += 5) this.step(5, latencies, step);
    return this;
  }

  step(seconds: number, latencies: readonly number[] = [], step: Partial<StepInput> = {}): void {
    this.wall += seconds * 1000;
    this.#now += seconds * 1000;
    const level: Level = 'healthy';
    const figures = {
      requests: latencies.length,
      failed: 0,
      classes: {},
      latency: sketchOf(latencies),
      affected: null,
    };
    this.history.add({ wall: this.wall, now: this.#now, activeSessions: 1, level, ...figures, ...step });
  }

  /** The machine is suspended, and its clock put forward. */
  suspend(seconds: number): void {
    this.wall += seconds * 1000;
    this.#now += seconds * 1000;
    this.history.skip(this.#now);
  }

  /** Another process that begins later with what this one stored. */
  restart(seconds: number): Run {
    return new Run(this.wall + seconds * 1000, [...this.others, stored(this.history)]);
  }

  answer(range: HistoryRange) {
    return this.history.answer(range, this.wall, [], []);
  }
}

function sketchOf(latencies: readonly number[]): Histogram {
  const sketch = new Histogram();
  for (const latency of latencies) sketch.record(latency);
  return sketch;
}

/** As it is read from the file. */
function stored(history: History): HistoryRecord {
  const record: unknown = JSON.parse(JSON.stringify(history));
  assert.ok(isHistoryRecord(record));
  return record;
}

function foreign(record: HistoryRecord, wall: number, isAlive: boolean): ForeignHistory {
  return { starts: record.starts, snapshots: inOrder(unpack(record), wall), isAlive };
}

function stepAt(steps: readonly HistoryStep[], wall: number): HistoryStep {
  const found = steps.find(({ t }) => t === new Date(wall).toISOString());
  assert.ok(found !== undefined, `a step at ${new Date(wall).toISOString()}`);
  return found;
}

/** Sessions that saw an error. */
function people(...ids: number[]): DistinctCount {
  const count = new DistinctCount(LARGE_PRECISION);
  for (const id of ids) count.add(createHash('sha256').update(`${id}`).digest().toString('latin1', 0, 12));
  return count;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce((total: number, value) => total + (value ?? 0), 0);
}

function isNear(actual: number | null, expected: number): boolean {
  return actual !== null && Math.abs(actual - expected) <= 0.006 * expected;
}

function assertInOrder(steps: readonly HistoryStep[], seconds: number): void {
  steps.forEach(({ t }, index) => {
    if (index > 0) assert.equal(Date.parse(t) - Date.parse(steps[index - 1]?.t ?? ''), seconds * 1000);
  });
}

describe('history', () => {
  it('answers each range in its own steps, the one under way included', () => {
    const run = new Run().pass(100, [10, 20]);
    for (const range of HISTORY_RANGE_NAMES) {
      const { seconds: length, stepSeconds: seconds } = HISTORY_RANGES[range];
      const answer = run.answer(range);
      assert.equal(answer.step_seconds, seconds);
      assert.equal(answer.steps.length, length / seconds);
      assertInOrder(answer.steps, seconds);
      assert.equal(answer.end, new Date(Math.ceil(run.wall / seconds / 1000) * seconds * 1000).toISOString());
      assert.equal(sum(answer.steps.map(({ requests }) => requests)), 40, range);
      assert.equal(answer.summary.requests, 40);
      assert.deepEqual(answer.summary.seconds, { healthy: 100, warning: 0, degraded: 0 });
    }
  });

  it('shows zeros without percentiles while nobody asks, and null while the process is down', () => {
    const run = new Run().pass(60).restart(60).pass(60, [10]);
    const { steps, summary } = run.answer(LONGEST_RANGE);
    assert.equal(steps.at(-1)?.requests, 12);
    const short = run.answer('1h').steps;
    const idle = stepAt(short, START);
    assert.deepEqual([idle.status, idle.requests, idle.failed, idle.p95_ms], ['healthy', 0, 0, null]);
    assert.deepEqual(idle.errors, {});
    const down = stepAt(short, START + MINUTE);
    assert.deepEqual(
      [down.status, down.requests, down.failed, down.errors, down.p50_ms, down.active_sessions],
      [null, null, null, null, null, null],
    );
    assert.equal(summary.seconds.healthy, 120);
    assert.equal(new Run().answer(LONGEST_RANGE).steps.at(-1)?.requests, null);
  });

  it('answers percentiles over a range from merged sketches, never from percentiles', () => {
    const run = new Run();
    run.pass(
      SNAPSHOT_SECONDS,
      Array.from({ length: 19 }, () => 10),
    );
    run.pass(SNAPSHOT_SECONDS, [1000]);
    const { steps, summary } = run.answer(LONGEST_RANGE);
    assert.ok(isNear(steps.at(-2)?.p95_ms ?? null, 10));
    assert.ok(isNear(steps.at(-1)?.p95_ms ?? null, 1000));
    assert.ok(isNear(summary.p95_ms, 10), 'five in a hundred are slower');
    assert.ok(isNear(summary.p99_ms, 1000));
    assert.ok(isNear(run.answer('6h').summary.p95_ms, 10));
  });

  it('answers the same percentiles whatever the steps are', () => {
    const latency = fc.double({ min: 0.01, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.array(latency, { maxLength: 5 }), { minLength: 1, maxLength: 100 }), (steps) => {
        const run = new Run();
        for (const latencies of steps) run.step(5, latencies);
        const exact = sketchOf(steps.flat()).quantile(0.95);
        for (const range of ['15m', '1h', LONGEST_RANGE] as const) {
          const { requests, p95_ms } = run.answer(range).summary;
          assert.equal(requests, steps.flat().length);
          assert.ok(exact === null ? p95_ms === null : Math.abs((p95_ms ?? NaN) - exact) <= 0.001 + exact * 1e-5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keeps counts by class and failures, whatever the class is called', () => {
    const classes = JSON.parse('{"5xx":1,"__proto__":2}') as Record<string, number>;
    const run = new Run().pass(60, [1, 2], { failed: 1, classes }).restart(1).pass(60);
    const { errors, failed } = stepAt(run.answer(LONGEST_RANGE).steps, START);
    assert.equal(failed, 12);
    assert.deepEqual(Object.entries(errors ?? {}), [
      ['5xx', 12],
      ['__proto__', 24],
    ]);
  });

  describe('the status of a step', () => {
    it('is the worst level that was held for at least 30 s', () => {
      const run = new Run();
      run.pass(60).pass(25, [], { level: 'degraded' }).pass(60);
      assert.ok(
        run.answer('15m').steps.every(({ status }) => status !== 'degraded'),
        '25 s are too short',
      );
      run.pass(30, [], { level: 'degraded' }).pass(60);
      assert.equal(run.answer(LONGEST_RANGE).steps.at(-1)?.status, 'degraded');
      const degraded = run.answer('15m').steps.filter(({ status }) => status === 'degraded');
      assert.ok(degraded.length >= 2 && degraded.length <= 3, 'all 15 s that it touched');
      assert.equal(run.answer(LONGEST_RANGE).summary.seconds.degraded, 55);
    });

    it('counts a worse level as held too', () => {
      const run = new Run().pass(20, [], { level: 'warning' }).pass(10, [], { level: 'degraded' }).pass(60);
      assert.equal(stepAt(run.answer(LONGEST_RANGE).steps, START).status, 'warning');
    });

    it('covers both steps when the level was held across their border', () => {
      const run = new Run()
        .pass(SNAPSHOT_SECONDS - 20)
        .pass(40, [], { level: 'warning' })
        .pass(60);
      const { steps } = run.answer(LONGEST_RANGE);
      assert.deepEqual([steps.at(-2)?.status, steps.at(-1)?.status], ['warning', 'warning']);
      assert.deepEqual([steps.at(-2)?.seconds, steps.at(-1)?.seconds, steps[0]?.seconds], [SNAPSHOT_SECONDS, 80, null]);
    });
  });

  describe('after a restart', () => {
    it('answers the short ranges from the snapshots, with counts that add up', () => {
      const before = new Run();
      before.pass(600, [10, 20, 30], { failed: 1, classes: { '5xx': 1 }, level: 'warning' });
      const run = before.restart(20).pass(60, [40]);
      for (const range of ['15m', '1h'] as const) {
        const { steps, summary } = run.answer(range);
        assert.equal(summary.requests, 360 + 12, range);
        assert.equal(summary.failed, 120, range);
        assert.equal(sum(steps.map(({ errors }) => errors?.['5xx'] ?? 0)), 120, range);
        const old = stepAt(steps, START + 2 * MINUTE);
        assert.equal(old.status, 'warning');
        assert.ok(isNear(old.p50_ms, 20));
        assert.equal(Math.round(summary.seconds.warning / 10), 60);
      }
      const gap = stepAt(run.answer('15m').steps, START + 10 * MINUTE);
      assert.equal(gap.requests, null);
    });

    it('never shows more failures than requests in a part of a snapshot', () => {
      fc.assert(
        fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 60 }), (a, b, steps) => {
          const [failed, requests] = a < b ? [a, b] : [b, a];
          const before = new Run();
          before.step(
            5,
            Array.from({ length: requests }, () => 10),
            { failed },
          );
          before.pass(5 * steps);
          const answer = before.restart(5).answer('15m');
          assert.ok(answer.steps.every((step) => (step.failed ?? 0) <= (step.requests ?? 0)));
          assert.equal(answer.summary.requests, requests);
          assert.equal(answer.summary.failed, failed);
        }),
        { numRuns: 50 },
      );
    });

    it('within the same step adds up with what was stored of it', () => {
      let run = new Run();
      for (let restart = 0; restart < 4; restart++) run = run.pass(30, [10 ** restart]).restart(5);
      run.pass(30, [5]);
      const { steps, summary } = run.answer(LONGEST_RANGE);
      assert.equal(steps.at(-1)?.requests, 30);
      assert.equal(summary.seconds.healthy, 150);
      assert.ok(isNear(summary.p50_ms, 10));
      assert.equal(stored(run.history).snapshots.length, 1, 'each process stores its own');
    });

    it('counts the processes that have followed one another, not those beside each other', () => {
      let run = new Run();
      for (let restart = 0; restart < 4; restart++) run = run.pass(30).restart(5);
      run.pass(30);
      assert.equal(run.history.starts(600, run.wall), 5);
      assert.equal(run.history.starts(40, run.wall), 1);
      const workers = [1, 2, 3].map(() => stored(new Run().pass(60).history));
      assert.equal(new Run(START, workers, true).history.starts(600, START), 1, 'workers that run');
      assert.equal(new Run(START + MINUTE, workers).history.starts(600, START + MINUTE), 2, 'all restarted once');
    });

    it('takes in what a second process stored beside the first', () => {
      const first = new Run().pass(SNAPSHOT_SECONDS, [10]);
      const second = new Run().pass(SNAPSHOT_SECONDS, [20, 30]);
      const run = new Run(first.wall, [stored(first.history), stored(second.history)]);
      const { summary } = run.answer(LONGEST_RANGE);
      assert.equal(summary.requests, 3 * (SNAPSHOT_SECONDS / 5));
      assert.equal(summary.seconds.healthy, SNAPSHOT_SECONDS, 'no more time than there was');
    });

    it('answers nothing that is older than what is kept', () => {
      const before = new Run().pass(2 * SNAPSHOT_SECONDS, [10]);
      const requestsAfter = (seconds: number) => before.restart(seconds).answer(LONGEST_RANGE).summary.requests;
      assert.equal(requestsAfter(KEPT_SECONDS - SNAPSHOT_SECONDS), SNAPSHOT_SECONDS / 5);
      assert.equal(requestsAfter(KEPT_SECONDS + 1), 0);
    });

    it('leaves out what could not have been stored', () => {
      const record = stored(new Run().pass(3 * SNAPSHOT_SECONDS, [10]).history);
      const [good, bad] = record.snapshots as [object, object];
      record.snapshots[1] = { ...bad, requests: -1 };
      record.snapshots.push(null, 7, {}, { ...good, t: 5 }, { ...good, latency: [6, 1, 1, 1, '!'] });
      record.snapshots.push({ ...good, errors: [[99, 1]] }, { ...good, failed: 1e9 }, { ...good, worst: 3 });
      const snapshots = unpack(record);
      assert.equal(snapshots.length, 2);
      assert.equal(sum(snapshots.map(({ requests }) => requests)), 2 * (SNAPSHOT_SECONDS / 5));
      assert.equal(isHistoryRecord({ snapshots: [] }), false);
    });
  });

  describe('when the wall clock jumps', () => {
    it('forward, leaves a gap and goes on in order', () => {
      const run = new Run().pass(600, [10]);
      run.wall += HOUR;
      run.pass(600, [10]);
      const { steps, summary } = run.answer('6h');
      assert.equal(summary.requests, 240);
      assert.equal(steps.filter(({ requests }) => requests !== null).length, 4);
      assert.equal(summary.seconds.healthy, 1200);
    });

    it('over a time in which the machine was suspended, keeps the endpoints from before it', () => {
      const of = (requests: number): EndpointInput[] => [
        { endpoint: '/items/:id', method: 'GET', requests, failed: 0, latency: sketchOf([10]) },
      ];
      const run = new Run().pass(60, [10]);
      run.endpoints = of(12);
      run.suspend(30);
      run.endpoints = of(6);
      run.pass(30, [10]).pass(300);
      const first = unpack(stored(run.history))[0] ?? assert.fail();
      assert.deepEqual(
        first.endpoints.map(({ requests }) => requests),
        [18],
      );
      assert.deepEqual([first.requests, Math.round(first.seconds)], [18, SNAPSHOT_SECONDS - 30]);
    });

    it('back, moves what was dated too late and shows nothing twice', () => {
      const run = new Run().pass(1200, [10]);
      run.wall -= HOUR;
      run.pass(600, [10]);
      const { steps, summary } = run.answer('6h');
      assertInOrder(steps, 300);
      assert.equal(summary.requests, 360);
      assert.ok(steps.every(({ requests }) => requests === null || requests <= 60));
      const times = stored(run.history).snapshots.map((snapshot) => (snapshot as { t: number }).t);
      assert.deepEqual(
        times,
        [...new Set(times)].sort((a, b) => a - b),
      );
      assert.equal(run.answer('15m').summary.requests, 180);
    });

    it('forward and back again, closes the gap', () => {
      const run = new Run().pass(600, [10]);
      run.wall += HOUR;
      run.pass(600, [10]);
      run.wall -= HOUR;
      run.pass(600, [10]);
      const { steps } = run.answer(LONGEST_RANGE);
      const there = steps.flatMap(({ requests }, index) => (requests === null ? [] : [index]));
      assert.ok((there.at(-1) ?? 0) - (there[0] ?? 0) <= 7, 'one after the other');
      assert.equal(sum(steps.map(({ requests }) => requests)), 360);
    });

    it('back while the process is down, keeps what was stored', () => {
      const run = new Run().pass(600, [10]).restart(-3600).pass(300, [10]);
      assert.equal(run.answer(LONGEST_RANGE).summary.requests, 180);
    });

    it('whatever it does, steps stay in order and all requests are known', () => {
      const jump = fc.integer({ min: -HOUR, max: HOUR });
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), jump), { maxLength: 5 }), (parts) => {
          const run = new Run();
          let requests = 0;
          for (const [steps, milliseconds] of parts) {
            run.pass(steps * 5, [10]);
            requests += steps;
            run.wall += milliseconds;
          }
          run.pass(5, [10]);
          const { snapshots } = stored(run.history) as {
            snapshots: { t: number; requests: number; seconds: number }[];
          };
          snapshots.forEach(({ t, seconds }, index) => {
            assert.ok(index === 0 || t > (snapshots[index - 1]?.t ?? 0));
            // A clock that goes back by less than the slack is not followed, so steps may be ahead of it by that.
            assert.ok(t <= run.wall + CLOCK_SLACK && seconds > 0);
          });
          assert.equal(sum(snapshots.map((snapshot) => snapshot.requests)), requests + 1);
        }),
        { numRuns: 100, examples: [[[[1, -10_001]]]] },
      );
    });
  });

  it('a late step evaluates once, and its time is no gap', () => {
    const run = new Run().pass(60, [10]);
    run.step(40, [10]);
    run.pass(30, [10]);
    const { steps } = run.answer('15m');
    const there = steps.flatMap(({ requests }, index) => (requests === null ? [] : [index]));
    assert.equal(there.length, (there.at(-1) ?? 0) - (there[0] ?? 0) + 1);
    assert.equal(run.answer('15m').summary.seconds.healthy, 130);
  });

  it('a process that was stopped for long has a gap', () => {
    const run = new Run().pass(60, [10]);
    run.step(6 * SNAPSHOT_SECONDS, [10]);
    assert.equal(stepAt(run.answer(LONGEST_RANGE).steps, START + 2 * SNAPSHOT_SECONDS * 1000).requests, null);
  });

  it('answers the alerts and deploys of the range', () => {
    const run = new Run().pass(60);
    const at = (wall: number) => new Date(wall).toISOString();
    const about = {
      type: 'latency_high',
      message: '',
      condition: null,
      flapping: false,
      waiting: 0,
      confirmed: true,
    } as const;
    const values = { value: 612, unit: 'ms', threshold: 500, window_seconds: 60 } as const;
    const alert = { id: 'a', severity: 'warning', ...about, ...values } as const;
    const deploy = { version: '1', note: null, comparison: null };
    const alerts = [
      { ...alert, from: at(START - 2 * HOUR), to: at(START - HOUR) },
      { ...alert, from: at(START - 2 * HOUR), to: null },
      { ...alert, from: at(START - 2 * HOUR), to: at(START - MINUTE) },
    ];
    const deploys = [
      { ...deploy, time: at(START - HOUR) },
      { ...deploy, time: at(START) },
    ];
    const answer = run.history.answer('15m', run.wall, alerts, deploys);
    assert.deepEqual(answer.alerts, alerts.slice(1));
    assert.deepEqual(answer.deploys, deploys.slice(1));
  });

  it('notes in a snapshot which alerts began and ended, ten at the most', () => {
    const run = new Run().pass(10);
    for (let number = 0; number < 100; number++) {
      run.history.noteAlert({ id: String(number), type: 'x', began: START, ended: null });
    }
    run.history.noteAlert({ id: '3', type: 'x', began: null, ended: START + 1 });
    run.pass(SNAPSHOT_SECONDS);
    const [snapshot] = stored(run.history).snapshots as [{ alerts: unknown[] }];
    assert.equal(snapshot.alerts.length, 10);
    assert.deepEqual(snapshot.alerts[3], { id: '3', type: 'x', began: START, ended: START + 1 });
  });

  it('has a new version when a snapshot has ended, so that it can be stored', () => {
    const run = new Run().pass(SNAPSHOT_SECONDS);
    assert.equal(run.history.version, 0);
    run.pass(5);
    assert.equal(run.history.version, 1);
  });

  describe('between two times', () => {
    it('adds up memory and snapshots without counting anything twice', () => {
      for (const minutes of [3, 14, 40, 90]) {
        const run = new Run(START + 7 * MINUTE + 15_000).pass(minutes * 60, [10, 20], { failed: 1 });
        const { requests, failed, latency, seconds } = run.history.between(START, run.wall);
        assert.equal(requests, minutes * 24);
        assert.equal(failed, minutes * 12);
        assert.equal(latency.count, requests);
        assert.equal(Math.round(seconds), minutes * 60);
      }
    });

    it('keeps apart what was before a restart and what came after it', () => {
      const before = new Run().pass(20 * 60 + 130, [10]);
      const run = before.restart(5);
      const deploy = run.wall;
      run.pass(10 * 60, [500, 500]);
      const first = run.history.between(deploy - 30 * MINUTE, deploy);
      const second = run.history.between(deploy, deploy + 30 * MINUTE);
      assert.equal(first.requests, 266);
      assert.ok(isNear(first.latency.quantile(1), 10));
      assert.equal(second.requests, 240);
      assert.ok(isNear(second.latency.quantile(0.01), 500));
      assert.equal(Math.round(second.seconds), 600);
    });

    it('counts nothing from the other side within one process', () => {
      const run = new Run().pass(602, [10]);
      const deploy = run.wall;
      run.pass(602, [500]);
      assert.ok(isNear(run.history.between(deploy - 30 * MINUTE, deploy).latency.quantile(1), 10));
      assert.ok(isNear(run.history.between(deploy, run.wall).latency.quantile(0.01), 500));
    });

    it('adds up the endpoints of whole snapshots', () => {
      const run = new Run();
      const endpoint = { endpoint: '/items/:id', method: 'GET', requests: 60, failed: 2 };
      run.endpoints = [{ ...endpoint, latency: sketchOf([10, 20]) }];
      run.pass(3 * SNAPSHOT_SECONDS, [10]);
      run.pass(5, [10]);
      const again = run.restart(5).pass(300, [10]);
      const { endpoints } = again.history.between(START, START + 3 * SNAPSHOT_SECONDS * 1000);
      assert.equal(endpoints.length, 1);
      assert.equal(endpoints[0]?.requests, 180);
      assert.equal(endpoints[0].failed, 6);
      assert.equal(endpoints[0].latency.count, 6);
    });
  });

  describe('people', () => {
    const REQUESTS = Array.from({ length: 10 }, () => 20);
    const shown = (run: Run, range: HistoryRange = LONGEST_RANGE) =>
      run.history.answer(range, run.wall, [], []).steps.map((step) => step.affected_sessions);

    it('are those of the whole step, each once, also over several processes', () => {
      const one = new Run();
      one
        .pass(100, REQUESTS, { failed: 3, affected: people(1, 2) })
        .pass(100, REQUESTS, { failed: 3, affected: people(2, 3) });
      assert.equal(shown(one).at(-1), 3);
      const other = new Run(START, [stored(one.history)], true);
      other.pass(200, REQUESTS, { failed: 2, affected: people(3, 4) });
      assert.equal(shown(other).at(-1), 4);
    });

    it('are in a short step those who saw an error then', () => {
      const run = new Run();
      run.pass(15, REQUESTS, { failed: 1, affected: people(1) }).pass(15, [], { affected: people() });
      run.pass(15, REQUESTS, { failed: 9, affected: people(1, 2) });
      assert.deepEqual(shown(run, '15m').slice(-3), [1, 0, 2]);
    });

    it('are not known without sessions, and not of a step that an earlier version has stored', () => {
      const run = new Run();
      run.pass(300, REQUESTS, { failed: 1 });
      assert.equal(shown(run).at(-1), null);
      const { snapshots, ...record } = stored(run.history);
      const earlier = snapshots.map((snapshot) => ({ ...(snapshot as object), affected: undefined }));
      assert.deepEqual(
        unpack({ ...record, snapshots: earlier }).map(({ affected }) => affected),
        [null],
      );
    });

    it('are at most as many as failures in a step that another process has stored as a part of a longer one', () => {
      const one = new Run();
      one.pass(300, REQUESTS, { failed: 1, affected: people(1, 2, 3, 4) });
      const other = new Run(one.wall, [stored(one.history)], true);
      other.pass(5);
      for (const { failed, affected_sessions } of other.history.answer('15m', other.wall, [], []).steps) {
        assert.ok((affected_sessions ?? 0) <= (failed ?? 0));
      }
    });

    it('in any number take a bounded part of a snapshot', () => {
      const run = new Run();
      run.pass(300, REQUESTS, { failed: 10, affected: people(...Array.from({ length: 5000 }, (_, id) => id)) });
      assert.ok(JSON.stringify(stored(run.history)).length < 1200);
      assert.equal(shown(run).at(-1), 600, 'as many as there were failures');
    });
  });

  it('stores all that is kept, with 20 endpoints, wide latencies and 40 endpoints of objectives, in less than 2 MB', () => {
    const run = new Run(START - KEPT_SECONDS * 1000);
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const logNormal = (median: number, sigma: number) => {
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return median * Math.exp(sigma * normal);
    };
    const values = Array.from({ length: 300 }, () => logNormal(100, 1.5));
    run.endpoints = Array.from({ length: 20 }, (_, index) => ({
      endpoint: `/courses/:courseId/modules/:moduleId/reflections/${index}`,
      method: 'GET',
      requests: 100_000 + index,
      failed: 1000,
      latency: sketchOf(Array.from({ length: 5000 }, () => logNormal(50 + 10 * index, 1.5))),
    }));
    const counted = new Map(
      Array.from({ length: 40 }, (_, index) => [
        `POST /courses/:courseId/modules/:moduleId/reflections/${index}`,
        [100_000, 1000] as const,
      ]),
    );
    const classes = { '5xx': 10, '4xx': 100, csrf: 3, timeout: 5, aborted: 7, payment_refused: 2 };
    const sketch = sketchOf(values);
    const affected = people(...Array.from({ length: 128 }, (_, id) => id));
    for (let passed = 0; passed < KEPT_SECONDS; passed += 60) {
      run.step(60, values, { classes, failed: 15, level: 'warning', latency: sketch, counted, affected });
    }
    for (const id of ['a', 'b', 'c']) {
      run.history.noteAlert({ id: `${id}-5b8a8ac0-9d0e-4b52`, type: 'error_rate_high', began: START, ended: START });
    }
    const text = JSON.stringify({ schema: 1, data: run.history });
    assert.ok(text.length < 2_000_000, `${text.length} bytes`);
    const record = stored(run.history);
    assert.equal(record.snapshots.length, KEPT_SECONDS / SNAPSHOT_SECONDS);
    assert.equal(unpack(record).length, record.snapshots.length);
    const again = run.restart(1);
    assert.ok(isNear(again.answer(LONGEST_RANGE).summary.p50_ms, sketchOf(values).quantile(0.5) ?? NaN));
  });
});
