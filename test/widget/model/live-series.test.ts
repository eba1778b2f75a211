import type { Metrics } from '../../../server/contract/index.js';
import { liveSeries } from '../../../widget/model/charts/live-series.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';

/** Metrics of which the first steps are from before the start. */
function startedAt(first: number): Metrics {
  const metrics = fixtures.healthy(NOW);
  const requests = metrics.series.requests.map((count, step) => (step < first ? null : count));
  return { ...metrics, series: { ...metrics.series, requests } };
}

describe('the live series', () => {
  it('begin where the record begins, all of them at the same step', () => {
    const whole = liveSeries(startedAt(0), display);
    const recent = liveSeries(startedAt(40), display);
    expect([whole.times.length, recent.times.length]).to.eql([60, 20]);
    expect(recent.range).to.eql([whole.times[40], whole.range[1]]);
    for (const line of ['p50', 'p95', 'p99', 'sessions', 'requests', 'failed'] as const) {
      expect(recent[line], line).to.eql(whole[line].slice(40));
    }
    const step = whole.times.findIndex((_, index) => index > 40 && whole.errors(index, '4xx') > 0);
    expect(recent.errors(step - 40, '4xx')).to.eql(whole.errors(step, '4xx'));
  });

  it('are at least a minute long', () => {
    expect(liveSeries(startedAt(55), display).times).to.have.length(12);
  });
});
