import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import type { DeployVerdict } from '../../../server/contract/index.js';
import { BlockRecorder } from '../../../server/deploys/block-recorder.js';
import { compareDeploy } from '../../../server/deploys/compare-deploy.js';
import type { TrafficBlock } from '../../../server/deploys/traffic-block.js';
import { Collector } from '../../../server/collector/collector.js';

interface Endpoint {
  requests: number;
  failed?: number;
  /** All latencies lie evenly between half of it and the whole. */
  slowestMs?: number;
}

/** Traffic of one block by endpoint. */
type Traffic = Readonly<Record<string, Endpoint>>;

const ENDS = [
  15,
  25,
  35,
  45,
  55,
  65,
  75,
  85,
  95,
  105,
  115,
  ...Array.from({ length: 56 }, (_, index) => 145 + 30 * index),
];
const usual: Traffic = { '/fast': { requests: 135, slowestMs: 100 }, '/slow': { requests: 15, slowestMs: 1000 } };

function block(from: number, to: number, traffic: Traffic, more: Partial<TrafficBlock> = {}): TrafficBlock {
  const endpoints = Object.entries(traffic).map(([endpoint, { requests, failed = 0, slowestMs = 100 }]) => {
    const latency = new Histogram();
    for (let index = 1; index <= requests; index++) latency.record(slowestMs * (0.5 + index / (2 * requests)));
    return { endpoint, method: 'GET', requests, failed, latency: encodeHistogram(latency) };
  });
  const sum = (of: 'requests' | 'failed'): number => endpoints.reduce((all, each) => all + each[of], 0);
  return { from: from * 1000, to: to * 1000, requests: sum('requests'), failed: sum('failed'), endpoints, ...more };
}

/** Half an hour of usual traffic, of which every tenth block has one failure; then half an hour as given. */
function verdictOn(
  after: (index: number) => Traffic,
  {
    before = () => usual,
    more = () => ({}),
  }: {
    before?: (index: number) => Traffic;
    more?: (index: number) => Partial<TrafficBlock>;
  } = {},
): DeployVerdict {
  const oneFailure = (traffic: Traffic, index: number): Traffic => {
    const fast = traffic['/fast'] ?? { requests: 0 };
    return index % 10 === 0 ? { ...traffic, '/fast': { ...fast, failed: (fast.failed ?? 0) + 1 } } : traffic;
  };
  return compareDeploy({
    at: 0,
    before: Array.from({ length: 60 }, (_, index) =>
      block(index * 30 - 1800, index * 30 - 1770, oneFailure(before(index), index)),
    ),
    after: ENDS.map((end, index) => block(ENDS[index - 1] ?? 0, end, oneFailure(after(index), index), more(index))),
    day: [],
  });
}

function failing(count: number): Traffic {
  return { ...usual, '/fast': { requests: 135, slowestMs: 100, failed: count } };
}

describe('the verdict, where nothing was changed by the deploy', () => {
  it('is not "worse" because a slow endpoint is used more, and says what the mix does', () => {
    const verdict = verdictOn(() => ({
      '/fast': { requests: 120, slowestMs: 100 },
      '/slow': { requests: 30, slowestMs: 1000 },
    }));
    assert.equal(verdict.verdict, 'no difference');
    const { before, after, expected } = verdict.p95_ms;
    assert.ok(Number(after) > 1.1 * Number(before), `${before} → ${after}`);
    assert.ok(Math.abs(Number(expected) / Number(after) - 1) < 0.05, `${expected} ${after}`);
    assert.match(
      verdict.message,
      /P95 \d+ ms \(before \d+ ms, \d+ ms with the present mix of endpoints, no difference\)/,
    );
  });

  it('is not "worse" after one burst of failures, but is after as many that come evenly', () => {
    assert.equal(verdictOn((index) => (index === 20 ? failing(60) : usual)).verdict, 'no difference');
    assert.equal(verdictOn((index) => (index === 0 ? failing(60) : usual)).verdict, 'no difference');
    assert.equal(verdictOn(() => failing(1)).verdict, 'worse');
  });

  it('is not "worse" after several bursts where there were such before', () => {
    const bursts = (index: number): Traffic => (index % 20 === 7 ? failing(40) : usual);
    const more = (index: number): Traffic => (index % 12 === 7 ? failing(40) : usual);
    assert.equal(verdictOn(more, { before: bursts }).verdict, 'no difference');
  });

  it('is not "worse" after a cold minute, which is named', () => {
    const verdict = verdictOn((index) =>
      index < 6 ? { '/fast': { requests: 135, slowestMs: 300 }, '/slow': { requests: 15, slowestMs: 3000 } } : usual,
    );
    assert.equal(verdict.verdict, 'no difference');
    assert.equal(verdict.warm_up?.p95_ms.verdict, 'worse');
    assert.match(verdict.message, /; slow in its first minute \(P95 \d+ ms\)$/);
  });

  it('is not "worse" because latencies go up and down as they did before', () => {
    const slowly =
      (from: number) =>
      (index: number): Traffic => {
        const factor = 1 + 0.2 * Math.sin((2 * Math.PI * (index + from)) / 25);
        return {
          '/fast': { requests: 135, slowestMs: 100 * factor },
          '/slow': { requests: 15, slowestMs: 1000 * factor },
        };
      };
    for (let phase = 0; phase < 25; phase += 4) {
      assert.notEqual(verdictOn(slowly(phase), { before: slowly(0) }).verdict, 'worse', `${phase}`);
    }
  });

  it('is not "worse" because one client tries a failing call for half an hour, but is when as many people do', () => {
    const sessions = (names: readonly string[]) => () => ({
      requestsWithSession: 150,
      failures: { sessions: new Set(names), anonymous: 0 },
    });
    assert.equal(verdictOn(() => failing(2), { more: sessions(['one']) }).verdict, 'no difference');
    const people = (index: number) => sessions([`a${index}`, `b${index}`])();
    assert.equal(verdictOn(() => failing(2), { more: people }).verdict, 'worse');
  });
});

describe('the verdict, where something was changed', () => {
  it('names the endpoint and says how sure it is', () => {
    const verdict = verdictOn(() => ({ ...usual, '/slow': { requests: 15, slowestMs: 2000 } }));
    assert.deepEqual([verdict.verdict, verdict.confidence_percent], ['worse', 99.99]);
    assert.match(verdict.message, /; worse: GET \/slow; 99\.99 % sure$/);
  });

  it('compares renamed routes with the old ones', () => {
    const renamed = (slowestMs: number) => () => ({ '/new': { requests: 150, slowestMs } });
    const before = (): Traffic => ({ '/old': { requests: 150, slowestMs: 100 } });
    const more = (): Partial<TrafficBlock> => ({ otherLatency: null });
    assert.equal(verdictOn(renamed(200), { before, more }).p95_ms.verdict, 'worse');
    assert.equal(verdictOn(renamed(100), { before, more }).p95_ms.verdict, 'no difference');
  });
});

describe('the blocks that are recorded', () => {
  it('hold every request once, and end at a deploy and at each look', () => {
    const collector = new Collector(
      {
        windowSeconds: 300,
        failures: 'server',
        abortedLatencyLimitMs: 500,
        onError: (error) => assert.fail(String(error)),
      },
      0,
    );
    const recorder = new BlockRecorder(0);
    const WALL = 1e12;
    let failed = 0;
    for (let second = 0; second < 400; second++) {
      if (second % 5 === 0) {
        const sessions = collector.failingSessions.view(collector.sliceNumber(second * 1000) - 1, 1);
        const deployAt = second >= 105 ? WALL + 102_500 : null;
        recorder.advance({ recent: collector.recent, sessions }, second * 1000, WALL + second * 1000, deployAt);
      }
      for (let index = 0; index < 3; index++) {
        const isFailure = (second + index) % 7 === 0;
        if (isFailure && second < 365) failed++;
        collector.recordRequest(
          { endpoint: `/${index}`, method: 'GET', statusCode: isFailure ? 500 : 200, latencyMs: 10 * (index + 1) },
          second * 1000 + 300 * index,
        );
      }
    }
    const { blocks } = recorder;
    const ends = blocks.map(({ to }) => (to - WALL) / 1000);
    assert.deepEqual(ends, [
      ...[30, 60, 90, 102.5, 117.5, 127.5, 137.5, 147.5, 157.5, 167.5, 177.5, 187.5, 197.5, 207.5, 217.5],
      ...[247.5, 277.5, 307.5, 337.5, 367.5],
    ]);
    const within = blocks.filter(({ to }) => to <= WALL + 367_500);
    const sum = (of: (block: TrafficBlock) => number): number => within.reduce((all, each) => all + of(each), 0);
    const seconds = Math.max(...within.map(({ to }) => to - WALL)) / 1000;
    assert.equal(
      sum(({ requests }) => requests),
      Math.floor(seconds) * 3 + 2,
    );
    assert.equal(
      sum(({ requests, endpoints }) => requests - endpoints.reduce((all, each) => all + each.requests, 0)),
      0,
    );
    assert.ok(Math.abs(sum((each) => each.failed) - failed) <= 1);
  });
});
