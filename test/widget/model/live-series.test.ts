import type { Metrics } from '../../../server/contract/index.js';

import { liveSeries } from '../../../widget/model/charts/live-series.js';
import { allCharts } from '../support/charts.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';

/** The window of a process of which only the last steps are known. */
function recorded(steps: number): Metrics {
  const metrics = fixtures.healthy(NOW);
  const { requests } = metrics.series;
  const known = requests.map((count, step) => (step < requests.length - steps ? null : count));
  return { ...metrics, series: { ...metrics.series, requests: known } };
}

describe('the charts of the last minutes', () => {
  const begin = (steps: number) => {
    const { times, range } = liveSeries(recorded(steps), display);
    return times.indexOf(range[0]);
  };

  it('begin where the record begins, instead of with minutes in which nothing ran', () => {
    const { length } = fixtures.healthy(NOW).series.requests;
    expect(begin(length)).to.eql(0);
    expect(begin(30)).to.eql(length - 30);
    for (const { range, whole } of allCharts(liveSeries(recorded(30), display), display)) {
      expect(range).to.eql(whole);
    }
  });

  it('cover a minute at least, and all of the window while nothing was recorded', () => {
    const { times, range } = liveSeries(recorded(1), display);
    expect(range[1] - range[0]).to.eql(55);
    expect(range[1]).to.eql(times.at(-1));
    expect(begin(0)).to.eql(0);
  });
});
