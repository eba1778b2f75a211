import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Sketch } from '../../../server/collector/histogram/histogram.js';
import { DeployLog, type FiguresBetween } from '../../../server/deploys/deploy-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function figures(requests: number, failed: number, seconds: number): ReturnType<FiguresBetween> {
  const latency = new Sketch();
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
    log.shown(first, between, HOUR + 5 * MINUTE);
    log.shown(first, between, 3 * HOUR);
    log.add('1.1.0', null, HOUR + 10 * MINUTE);
    assert.equal(log.shown(first, between, 3 * HOUR).comparison?.verdict, 'worse');
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

  it('keeps those of a day, and the last one whenever it was', () => {
    const log = new DeployLog();
    log.add('1', null, 0);
    log.add('2', null, 23 * HOUR);
    log.add('3', 'note', 25 * HOUR);
    const kept = new DeployLog([...log.toJSON(), { version: 7 }, null]);
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
});
