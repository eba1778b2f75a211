import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { binomialTail } from '../../../server/statistics/binomial.js';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { compareDeploy as compareTraffic } from '../../../server/deploys/compare-deploy.js';
import type { TrafficBlock } from '../../../server/deploys/traffic-block.js';
import type { DeployVerdict } from '../../../server/contract/index.js';
import { poisson, seeded } from '../support/random.js';

const HALF_HOUR = 1800;
const WARM_UP = 65;

interface EndpointDeployFigures {
  endpoint: string;
  method: string;
  requests: number;
  failed: number;
  latency: Histogram;
}

interface DeployFigures extends Omit<EndpointDeployFigures, 'endpoint' | 'method'> {
  endpoints: EndpointDeployFigures[];
}

/** A block; what no endpoint is given for is one of its own. */
function block(from: number, to: number, { requests, failed, latency, endpoints }: DeployFigures): TrafficBlock {
  const all = endpoints.length > 0 ? endpoints : [{ endpoint: '/', method: 'GET', requests, failed, latency }];
  const encoded = all.map((each) => ({ ...each, latency: encodeHistogram(each.latency) }));
  return { from: from * 1000, to: to * 1000, requests, failed, endpoints: encoded };
}

/** The verdict where nothing came in the warm-up, and everything evenly after it. */
function compareDeploy(before: DeployFigures, after: DeployFigures, seconds: number): DeployVerdict {
  const later =
    seconds <= WARM_UP ? [block(0, seconds, after)] : [block(0, WARM_UP, steady(0, 0)), block(WARM_UP, seconds, after)];
  return compareTraffic({ at: 0, before: [block(-HALF_HOUR, 0, before)], after: later, day: [] });
}

interface Traffic {
  requests: number;
  /** Shares and factors of a healthy app's. */
  failing?: number;
  slower?: number;
}

/** What an app with log-normal latency (median 56 ms, P95 150 ms) shows. */
function traffic({ requests, failing = 0.005, slower = 1 }: Traffic, random: () => number): DeployFigures {
  const latency = new Histogram();
  let failed = 0;
  for (let index = 0; index < requests; index++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    latency.record(slower * 56 * Math.exp(0.6 * normal));
    if (random() < failing) failed++;
  }
  return { requests, failed, latency, endpoints: [] };
}

/** Figures where every request takes the same time. */
function steady(requests: number, failed: number, milliseconds = 100): DeployFigures {
  const latency = new Histogram();
  for (let index = 0; index < requests; index++) latency.record(milliseconds);
  return { requests, failed, latency, endpoints: [] };
}

function endpoint(name: string, figures: DeployFigures): EndpointDeployFigures {
  const { requests, failed, latency } = figures;
  return { endpoint: name, method: 'GET', requests, failed, latency };
}

describe('the verdict on a deploy that changes nothing', () => {
  it('is "worse" or "better" in at most one of 1,000', () => {
    const deploys = 3000;
    const random = seeded(1);
    let changed = 0;
    for (let deploy = 0; deploy < deploys; deploy++) {
      const before = { requests: 20 + poisson(200, random), failing: 0.03 };
      const after = { requests: 20 + poisson(100, random), failing: 0.03 };
      const { verdict } = compareDeploy(traffic(before, random), traffic(after, random), HALF_HOUR);
      if (verdict === 'worse' || verdict === 'better') changed++;
    }
    assert.ok(binomialTail(changed, deploys, 0.001) > 1e-3, `${changed} of ${deploys}`);
  });

  it('is so however often one looks: in at most one of 100 at any of 30 looks', () => {
    const deploys = 200;
    const random = seeded(2);
    let changed = 0;
    for (let deploy = 0; deploy < deploys; deploy++) {
      const before = traffic({ requests: 900, failing: 0.02 }, random);
      const after = traffic({ requests: 0 }, random);
      let isChanged = false;
      for (let minute = 1; minute <= 30; minute++) {
        const more = traffic({ requests: 30, failing: 0.02 }, random);
        after.requests += more.requests;
        after.failed += more.failed;
        after.latency.merge(more.latency);
        const { verdict } = compareDeploy(before, after, minute * 60);
        isChanged ||= verdict === 'worse' || verdict === 'better';
      }
      if (isChanged) changed++;
    }
    assert.ok(binomialTail(changed, deploys, 0.01) > 1e-3, `${changed} of ${deploys}`);
  });

  it('names none of twenty endpoints', () => {
    const deploys = 100;
    const random = seeded(3);
    let changed = 0;
    for (let deploy = 0; deploy < deploys; deploy++) {
      const some = (): EndpointDeployFigures[] =>
        Array.from({ length: 20 }, (_, index) =>
          endpoint(`/${index}`, traffic({ requests: 100, failing: 0.05 }, random)),
        );
      const before = { ...traffic({ requests: 100 }, random), endpoints: some() };
      const after = { ...traffic({ requests: 100 }, random), endpoints: some() };
      changed += compareDeploy(before, after, HALF_HOUR).endpoints.length;
    }
    assert.ok(changed <= 1, `${changed} endpoints`);
  });

  it('is "no difference" where all latencies are the same, or nearly', () => {
    for (const [was, is] of [
      [100, 100],
      [100, 100.4],
      [100.4, 100],
      [0, 0],
    ]) {
      const { p95_ms } = compareDeploy(steady(5000, 10, was), steady(5000, 10, is), HALF_HOUR);
      assert.equal(p95_ms.verdict, 'no difference', `${was} ms → ${is} ms`);
    }
  });
});

describe('the verdict on a deploy', () => {
  const random = seeded(4);

  it('finds a real regression: four times the failures, or half as slow again', () => {
    const before = traffic({ requests: 3000, failing: 0.01 }, random);
    const failing = compareDeploy(before, traffic({ requests: 1500, failing: 0.04 }, random), HALF_HOUR);
    assert.deepEqual([failing.verdict, failing.error_rate_percent.verdict], ['worse', 'worse']);
    const slow = compareDeploy(before, traffic({ requests: 1500, failing: 0.01, slower: 1.5 }, random), HALF_HOUR);
    assert.deepEqual([slow.verdict, slow.p95_ms.verdict], ['worse', 'worse']);
    assert.equal(slow.error_rate_percent.verdict, 'no difference');
  });

  it('finds a fifth failing after 40 requests', () => {
    const { verdict } = compareDeploy(steady(3000, 15), steady(40, 8), 300);
    assert.equal(verdict, 'worse');
  });

  it('finds an improvement too', () => {
    const before = traffic({ requests: 3000, failing: 0.05 }, random);
    const { verdict, error_rate_percent, p95_ms } = compareDeploy(
      before,
      traffic({ requests: 3000, failing: 0.01, slower: 0.5 }, random),
      HALF_HOUR,
    );
    assert.deepEqual([verdict, error_rate_percent.verdict, p95_ms.verdict], ['better', 'better', 'better']);
  });

  it('is "better" when everything failed before, and "no difference" when everything still fails', () => {
    assert.equal(compareDeploy(steady(500, 500), steady(500, 0), HALF_HOUR).error_rate_percent.verdict, 'better');
    const { error_rate_percent } = compareDeploy(steady(500, 500), steady(500, 500), HALF_HOUR);
    assert.equal(error_rate_percent.verdict, 'no difference');
  });

  it('does not cry over a trifle, however sure it is', () => {
    const { verdict } = compareDeploy(steady(10_000_000, 10_000, 100), steady(10_000_000, 30_000, 105), HALF_HOUR);
    assert.equal(verdict, 'no difference');
  });

  it('does not cry over a few percent of a slow app', () => {
    const { p95_ms } = compareDeploy(steady(10_000, 0, 400), steady(10_000, 0, 430), HALF_HOUR);
    assert.equal(p95_ms.verdict, 'no difference');
  });

  it('does not cry over milliseconds of a fast app', () => {
    assert.equal(compareDeploy(steady(10_000, 0, 4), steady(10_000, 0, 8), HALF_HOUR).p95_ms.verdict, 'no difference');
  });

  it('is "too early to say" while not even a large effect could be told', () => {
    assert.equal(compareDeploy(steady(3000, 15), steady(5, 0), 300).verdict, 'too early to say');
    assert.equal(compareDeploy(steady(5, 0), steady(3000, 15), HALF_HOUR).verdict, 'too early to say');
    assert.equal(compareDeploy(steady(3000, 15), steady(300, 1), 300).verdict, 'no difference');
  });

  it('is "too early to say" in the first minute, whatever it shows', () => {
    assert.equal(compareDeploy(steady(3000, 15), steady(500, 100), 63).verdict, 'too early to say');
    assert.equal(compareDeploy(steady(3000, 15), steady(500, 100), 300).verdict, 'worse');
  });

  it('is "too early to say" where there is nothing to compare', () => {
    const nothing = steady(0, 0);
    assert.equal(compareDeploy(nothing, nothing, 0).message, 'No requests yet');
    assert.equal(
      compareDeploy(nothing, steady(1200, 3), HALF_HOUR).message,
      'No requests before to compare with; 1,200 requests since',
    );
    assert.equal(compareDeploy(nothing, steady(1200, 3), HALF_HOUR).verdict, 'too early to say');
  });

  it('is one sentence with the figures', () => {
    const { message } = compareDeploy(steady(40_000, 200, 128), steady(31_204, 125, 131), HALF_HOUR);
    assert.equal(
      message,
      'Error rate 0.4 % (before 0.5 %, no difference), P95 131 ms (before 128 ms, no difference); 31,204 requests',
    );
  });

  it('tells the numbers that it rests on', () => {
    const { requests_before, requests_after, seconds_after, error_rate_percent } = compareDeploy(
      steady(3000, 15),
      steady(3000, 300),
      301.4,
    );
    assert.deepEqual([requests_before, requests_after, seconds_after], [3000, 3000, 301]);
    assert.deepEqual(error_rate_percent, { before: 0.5, after: 10, expected: null, verdict: 'worse' });
  });

  it('names the endpoint that broke, also when the sums hide it, and is worse by it', () => {
    const before = {
      ...steady(100_000, 100),
      endpoints: [endpoint('/items/:id', steady(5000, 5)), endpoint('/export', steady(60, 0))],
    };
    const after = {
      ...steady(100_000, 160),
      endpoints: [
        ...[
          endpoint('/items/:id', steady(5000, 5)),
          endpoint('/export', steady(60, 60)),
          endpoint('/new', steady(9, 9)),
        ],
      ],
    };
    const { verdict, error_rate_percent, endpoints, message } = compareDeploy(before, after, HALF_HOUR);
    assert.equal(error_rate_percent.verdict, 'no difference');
    assert.equal(verdict, 'worse');
    assert.deepEqual(
      endpoints.map(({ endpoint, requests_before }) => [endpoint, requests_before]),
      [['/export', 60]],
    );
    assert.match(message, /; worse: GET \/export; 99\.99 % sure$/);
  });

  it('is the more careful with one endpoint the more there are', () => {
    const compared = (others: number): number => {
      const some = Array.from({ length: others }, (_, index) => endpoint(`/${index}`, steady(1000, 0)));
      const before = { ...steady(1000, 0), endpoints: [endpoint('/a', steady(1000, 0)), ...some] };
      const after = { ...steady(1000, 0), endpoints: [endpoint('/a', steady(1000, 14)), ...some] };
      return compareDeploy(before, after, HALF_HOUR).endpoints.length;
    };
    assert.deepEqual([compared(0), compared(19)], [1, 0]);
  });

  it('puts endpoints that became worse before those that became better', () => {
    const before = {
      ...steady(1000, 5),
      endpoints: [endpoint('/a', steady(500, 400)), endpoint('/b', steady(500, 0)), endpoint('/c', steady(500, 0))],
    };
    const after = {
      ...steady(1000, 5),
      endpoints: [endpoint('/a', steady(500, 0)), endpoint('/b', steady(500, 60)), endpoint('/c', steady(500, 300))],
    };
    const { endpoints } = compareDeploy(before, after, HALF_HOUR);
    assert.deepEqual(
      endpoints.map((changed) => [changed.endpoint, changed.error_rate_percent.verdict]),
      [
        ['/c', 'worse'],
        ['/b', 'worse'],
        ['/a', 'better'],
      ],
    );
  });
});
