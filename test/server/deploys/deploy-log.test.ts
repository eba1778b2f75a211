import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KEPT_SECONDS } from '../../../server/contract/index.js';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { DeployLog, type TrafficBetween } from '../../../server/deploys/deploy-log.js';
import type { TrafficBlock } from '../../../server/deploys/traffic-block.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A block of each minute. */
function traffic(from: number, to: number, requests: number, failed: number): TrafficBlock[] {
  const latency = new Histogram();
  for (let count = 0; count < requests; count++) latency.record(50);
  const endpoints = [{ endpoint: '/', method: 'GET', requests, failed, latency: encodeHistogram(latency) }];
  return Array.from({ length: Math.max(0, Math.floor((to - from) / MINUTE)) }, (_, minute) => ({
    from: from + minute * MINUTE,
    to: from + (minute + 1) * MINUTE,
    ...{ requests, failed, endpoints },
  }));
}

describe('the log of deploys', () => {
  it('compares the half hour after a deploy with the half hour before, and ends where the next one begins', () => {
    const asked: [number, number][] = [];
    const between: TrafficBetween = (from, to) => {
      asked.push([from / MINUTE, to / MINUTE]);
      return traffic(from, to, 100, to > HOUR ? 10 : 0);
    };
    const log = new DeployLog();
    const first = log.add('1.0.0', null, HOUR);
    log.withVerdict(first, between, HOUR + 5 * MINUTE);
    log.withVerdict(first, between, 3 * HOUR);
    log.add('1.1.0', null, HOUR + 10 * MINUTE);
    assert.equal(log.withVerdict(first, between, 3 * HOUR).comparison?.verdict, 'worse');
    assert.deepEqual(
      asked.filter(([from]) => from === 60).map(([, to]) => to),
      [65, 90, 70],
    );
    assert.deepEqual(asked[0], [30, 60]);
  });

  it('has no verdict where nothing is known of the time before', () => {
    const log = new DeployLog();
    log.add('1.0.0', null, 0);
    assert.equal(log.latest(() => [], MINUTE)?.comparison, null);
  });

  it('makes a verdict anew when there is a further look, and no more when the half hour is over', () => {
    const log = new DeployLog();
    log.add('1.0.0', null, 0);
    const between: TrafficBetween = (from, to) => traffic(from, to, 100, 0);
    const verdicts = new Set(
      Array.from({ length: 60 * 12 }, (_, index) => log.latest(between, (index + 1) * 5000)?.comparison),
    );
    const seconds = [...verdicts].map((verdict) => verdict?.seconds_after);
    assert.deepEqual(seconds, [0, 60, 120, 180, 300, 600, 1200, 1800]);
  });

  it('knows what is worse after an incident of the same day too, but not where figures vary so much without one', () => {
    const verdictAfter = (isIncident: (minute: number) => boolean, worst: number | undefined): string | undefined => {
      const between: TrafficBetween = (from, to) =>
        traffic(from, to, 100, 0).map((block) => {
          const minute = block.from / MINUTE;
          const isBad = isIncident(minute);
          const failed = isBad ? 30 : minute >= 1440 ? 5 : 0;
          const [one] = traffic(block.from, block.to, 100, failed);
          return { ...(one ?? block), ...(isBad && worst !== undefined && { worst }) };
        });
      const log = new DeployLog();
      return log.withVerdict(log.add('1.0.0', null, 24 * HOUR), between, 24 * HOUR + 5 * MINUTE).comparison?.verdict;
    };
    const morning = (minute: number): boolean => minute >= 1000 && minute < 1010;
    const often = (minute: number): boolean => minute < 1440 && minute % 3 < 2;
    assert.equal(verdictAfter(morning, 2), 'worse');
    assert.equal(verdictAfter(morning, undefined), 'too early to say');
    assert.notEqual(verdictAfter(often, 2), 'worse');
  });

  it('never asks for traffic again when a verdict is final', () => {
    const log = new DeployLog();
    log.add('1.0.0', null, 0);
    let asked = 0;
    const between: TrafficBetween = (from, to) => {
      asked++;
      return traffic(from, to, 100, 0);
    };
    log.latest(between, HOUR);
    assert.ok(asked > 0);
    asked = 0;
    assert.equal(log.latest(between, HOUR + 5000)?.comparison?.seconds_after, 1800);
    log.judge(between, HOUR + 5000);
    assert.equal(log.all()[0]?.comparison?.verdict, 'no difference');
    assert.equal(asked, 0);
  });

  it('makes the verdicts of a hundred stored deploys a few at a time, the newest first, and each once', () => {
    const log = new DeployLog();
    const count = 100;
    const gap = 10 * MINUTE;
    const stored = Array.from({ length: count }, (_, index) => ({
      version: String(index),
      note: null,
      at: index * gap,
    }));
    const wall = count * gap + HOUR;
    log.merge(stored, wall);
    const days = new Set<number>();
    let made = 0;
    const between: TrafficBetween = (from, to) => {
      // Only a verdict that is made looks at the day before.
      if (to - from === 24 * HOUR) {
        made++;
        days.add(to);
      }
      return traffic(from, Math.min(to, from + HOUR), 100, 0);
    };
    assert.equal(log.all().length, count);
    assert.equal(made, 0, 'who reads makes none');
    log.judge(between, wall);
    assert.deepEqual([...days], [99 * gap, 98 * gap]);
    assert.deepEqual(
      log.all().flatMap(({ version, comparison }) => (comparison === null ? [] : [version])),
      ['98', '99'],
    );
    for (let evaluation = 1; evaluation < 60; evaluation++) {
      const before = made;
      log.judge(between, wall + evaluation * 5000);
      assert.ok(made - before <= 2);
    }
    assert.ok(log.all().every(({ comparison }) => comparison !== null));
    assert.equal(made, count);
  });

  it('makes a verdict anew when another deploy turns out to have followed', () => {
    const log = new DeployLog();
    const between: TrafficBetween = (from, to) => traffic(from, to, 100, to > HOUR ? 10 : 0);
    log.add('1', null, HOUR);
    assert.equal(log.latest(between, 3 * HOUR)?.comparison?.seconds_after, 1800);
    log.merge([{ version: '2', note: null, at: HOUR + 10 * MINUTE }], 3 * HOUR);
    log.judge(between, 3 * HOUR);
    assert.equal(log.all()[0]?.comparison?.seconds_after, 600);
  });

  it('keeps those of the time that is kept, and the last one whenever it was', () => {
    const log = new DeployLog();
    log.add('1', null, 0);
    log.add('2', null, KEPT_SECONDS * 1000 - HOUR);
    log.add('3', 'note', KEPT_SECONDS * 1000 + HOUR);
    const kept = new DeployLog();
    kept.merge([...log.toJSON(), { version: 7 }, null], KEPT_SECONDS * 1000 + HOUR);
    assert.deepEqual(
      kept.toJSON().map(({ version }) => version),
      ['2', '3'],
    );
  });

  it('has one more only when the version is another than before', () => {
    const log = new DeployLog();
    log.started('1', 0);
    log.started('1', HOUR);
    log.started('2', 2 * HOUR);
    assert.equal(log.toJSON().length, 2);
  });

  it('knows of a change only where a version replaced another one, or somebody marked it', () => {
    const log = new DeployLog();
    log.started('1', 0);
    assert.deepEqual([log.lastAt, log.lastChangeAt], [0, null]);
    log.started('2', HOUR);
    assert.equal(log.lastChangeAt, HOUR);
    const later = new DeployLog();
    later.merge(log.toJSON(), 2 * KEPT_SECONDS * 1000);
    assert.deepEqual([later.toJSON().length, later.lastChangeAt], [1, HOUR], 'the one before it is not kept any more');
    const marked = new DeployLog();
    marked.add('1', null, HOUR);
    assert.equal(marked.lastChangeAt, HOUR);
  });

  it('has one start of a version that many processes have started', () => {
    const logs = [5, 3, 4].map((at) => {
      const log = new DeployLog();
      log.started('2', at);
      return log;
    });
    for (const log of logs) {
      for (const other of logs) log.merge(other.toJSON(), 10);
      assert.deepEqual(
        log.toJSON().map(({ at }) => at),
        [3],
      );
      const { version } = log;
      for (const other of logs) log.merge(other.toJSON(), 10);
      assert.equal(log.version, version, 'nothing new is to be stored');
    }
  });
});
