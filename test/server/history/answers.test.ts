import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { HISTORY_RANGE_NAMES, LEVELS, LONGEST_RANGE } from '../../../server/contract/index.js';
import { History } from '../../../server/history/history.js';
import { type ForeignHistory, type Snapshot, SNAPSHOT_MS } from '../../../server/history/snapshots.js';

const START = Math.ceil(Date.UTC(2026, 10, 23, 21) / SNAPSHOT_MS) * SNAPSHOT_MS;

/** What may happen to a history. */
type Event =
  | { kind: 'run'; steps: number; latency: number; level: number }
  | { kind: 'sleep'; seconds: number }
  | { kind: 'clock'; seconds: number }
  | { kind: 'others'; snapshots: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('run' as const),
    steps: fc.integer({ min: 1, max: 80 }),
    latency: fc.integer({ min: 1, max: 5000 }),
    level: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ kind: fc.constant('sleep' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ kind: fc.constant('clock' as const), seconds: fc.integer({ min: -3600, max: 3600 }) }),
  fc.record({ kind: fc.constant('others' as const), snapshots: fc.integer({ min: 0, max: 5 }) }),
);

/** A history to which things happen. */
class Life {
  wall = START;
  #now = 1000;
  readonly history = new History({ endpoints: () => [], wall: START, now: 1000 });

  happen(event: Event): void {
    if (event.kind === 'clock') this.wall += event.seconds * 1000;
    else if (event.kind === 'others') this.history.merge([others(this.wall, event.snapshots)]);
    else if (event.kind === 'sleep') {
      this.#pass(event.seconds);
      this.history.skip(this.#now);
    } else {
      for (let step = 0; step < event.steps; step++) {
        this.#pass(5);
        const latency = new Histogram();
        latency.record(event.latency);
        const figures = { requests: 1, failed: 0, classes: {}, latency, activeSessions: 1, affected: null };
        this.history.add({ wall: this.wall, now: this.#now, ...figures, level: LEVELS[event.level] ?? 'healthy' });
      }
    }
  }

  #pass(seconds: number): void {
    this.wall += seconds * 1000;
    this.#now += seconds * 1000;
  }

  answers() {
    return HISTORY_RANGE_NAMES.map((range) => this.history.answer(range, this.wall, [], []));
  }
}

/** The snapshots of another process, the newest under way. */
function others(wall: number, count: number, latency = () => sketch(80)): ForeignHistory {
  const newest = Math.floor(wall / SNAPSHOT_MS) * SNAPSHOT_MS;
  const snapshots = Array.from({ length: count }, (_, index): Snapshot => {
    const t = newest - (count - 1 - index) * SNAPSHOT_MS;
    const figures = {
      requests: 3,
      failed: 1,
      errors: [['5xx', 1] as const],
      sessions: 2,
      affected: null,
      endpoints: [],
      alerts: [],
    };
    return {
      ...{ t, from: t, to: t + SNAPSHOT_MS, seconds: 300, levels: [300, 0, 0], worst: 0, ...figures, instruments: [] },
      get latency() {
        return latency();
      },
    };
  });
  return { starts: [newest], snapshots, isAlive: true };
}

function sketch(milliseconds: number) {
  const histogram = new Histogram();
  histogram.record(milliseconds);
  return encodeHistogram(histogram);
}

describe('answers of history', () => {
  it('are the same whether somebody has asked before or not', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const [asked, left] = [new Life(), new Life()];
        for (const each of events) {
          asked.happen(each);
          asked.answers();
          left.happen(each);
        }
        assert.deepEqual(asked.answers(), left.answers());
      }),
      { numRuns: 150 },
    );
  });

  it('decode what has ended only when a step has ended, and what is under way each time', () => {
    const life = new Life();
    life.happen({ kind: 'run', steps: 60, latency: 10, level: 0 });
    let decoded = 0;
    const stored = others(life.wall, 288, () => {
      decoded++;
      return sketch(80);
    });
    life.history.merge([stored]);
    const ask = (): number => {
      decoded = 0;
      life.history.answer(LONGEST_RANGE, life.wall, [], []);
      return decoded;
    };
    assert.ok(ask() >= 287);
    assert.ok(ask() <= 1);
    life.happen({ kind: 'run', steps: 5, latency: 10, level: 0 });
    assert.ok(ask() >= 287, 'a step has ended');
    life.happen({ kind: 'run', steps: 5, latency: 10, level: 0 });
    assert.ok(ask() <= 1);
    life.history.merge([{ ...stored }]);
    assert.ok(ask() <= 1, 'the others have stored nothing new');
    life.history.merge([{ ...stored, snapshots: [...stored.snapshots] }]);
    assert.ok(ask() >= 287, 'the others have stored something new');
  });
});
