import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KEPT_SECONDS } from '../../../server/contract/index.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { DeployLog, type FiguresBetween } from '../../../server/deploys/deploy-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function figures(requests: number, failed: number, seconds: number): ReturnType<FiguresBetween> {
  const latency = new Histogram();
  for (let count = 0; count < requests; count++) latency.record(50);
  return { requests, failed, latency, seconds, endpoints: [] };
}

describe('the log of deploys', () => {
  it('compares the half hour after a deploy with the half hour before, and ends where the next one begins', () => {
    const asked: [number, number][] = [];
    const between: FiguresBetween = (from, to) => {
      asked.push([from / MINUTE, to / MINUTE]);
      return figures(1000, to > HOUR ? 100 : 0, (to - from) / 1000);
    };
    const log = new DeployLog();
    const first = log.add('1.0.0', null, HOUR);
    log.withVerdict(first, between, HOUR + 5 * MINUTE);
    log.withVerdict(first, between, 3 * HOUR);
    log.add('1.1.0', null, HOUR + 10 * MINUTE);
    assert.equal(log.withVerdict(first, between, 3 * HOUR).comparison?.verdict, 'worse');
    assert.deepEqual(
      asked.filter((_, index) => index % 2 === 1).map(([, to]) => to),
      [65, 90, 70],
    );
    assert.deepEqual(asked[0], [30, 60]);
  });

  it('has no verdict where nothing is known of the time before', () => {
    const log = new DeployLog();
    log.add('1.0.0', null, 0);
    assert.equal(log.latest(() => figures(0, 0, 0), MINUTE)?.comparison, null);
  });

  it('makes the last verdict anew every five seconds, and no more when the half hour is over', () => {
    let asked = 0;
    const between: FiguresBetween = () => {
      asked++;
      return figures(10, 0, 60);
    };
    const log = new DeployLog();
    log.add('1.0.0', null, 0);
    for (let second = 0; second < 20; second++) log.latest(between, second * 1000);
    assert.equal(asked, 2 * 4);
    for (let minute = 31; minute < 60; minute++) log.latest(between, minute * MINUTE);
    assert.equal(asked, 2 * 5);
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
