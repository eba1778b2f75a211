import { type HistoryRange, LONGEST_RANGE } from '../../../server/contract/index.js';
import fc from 'fast-check';
import { errorClassStack } from '../../../widget/model/charts/error-class-stack.js';
import { historySeries } from '../../../widget/model/charts/history-series.js';
import { parseHistory, type History } from '../../../widget/data/history.js';
import { runs } from '../../../widget/model/runs.js';
import { english } from '../../../widget/strings/en/en.js';
import { incidents, stripSentence } from '../../../widget/model/status-strip.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { allCharts } from '../support/charts.js';
import { expect } from '../support/expect.js';
import { historyOf, type HistoryStory } from '../support/history.js';

function figures(range: HistoryRange, story: HistoryStory = {}) {
  return historySeries({ history: read(historyOf(NOW, range, story)), range }, [200, 500], display);
}

function read(json: unknown): History {
  const history = parseHistory(json);
  if (history === null) throw new Error('no history');
  return history;
}

/** Makes everything of an answer that can be shown. */
function show(json: unknown): void {
  const history = parseHistory(json);
  if (history === null) return;
  for (const chart of allCharts(historySeries({ history, range: LONGEST_RANGE }, [200, 500], display), display)) {
    chart.times.forEach(chart.clock);
  }
  stripSentence(history, display);
  incidents(history, display);
}

describe('a range of history', () => {
  it('is drawn step by step, from its start to its end', () => {
    const { times, range, window } = figures('15m');
    expect(times).to.have.length(60);
    expect((times[1] ?? 0) - (times[0] ?? 0)).to.eql(15);
    expect(range[1] - range[0]).to.eql(900);
    expect(window).to.eql('last 15 m');
  });

  it('has gaps where the process was down, never zeroes', () => {
    const { requests, p95, bands } = figures(LONGEST_RANGE);
    expect(requests.filter((value) => value === null)).to.have.length(4);
    expect(p95.filter((value) => value === null)).to.have.length(4);
    const gaps = bands.filter(({ kind }) => kind === 'gap');
    expect(gaps.map(({ from, to }) => to - from)).to.eql([1200]);
  });

  it('does not fall at the end: a step that is under way is divided by the seconds that it has had', () => {
    const history = historyOf(NOW, LONGEST_RANGE);
    const steps = history.steps.map((step) => ({ ...step, requests: 600, seconds: 300 }));
    const underWay = { ...steps.at(-1), requests: 10, seconds: 5 };
    const answer = read({ ...history, steps: [...steps.slice(0, -1), underWay] });
    const { requests } = historySeries({ history: answer, range: LONGEST_RANGE }, [200, 500], display);
    expect(requests.slice(-2)).to.eql([2, 2]);
  });

  it('has requests per second, whatever the length of a step', () => {
    const answer = historyOf(NOW, LONGEST_RANGE, { calm: true });
    expect(figures(LONGEST_RANGE, { calm: true }).requests[0]).to.eql((answer.steps[0]?.requests ?? 0) / 300);
  });

  it('has the percentiles of the whole range from the server, not from its steps', () => {
    const [latency] = allCharts(figures(LONGEST_RANGE), display);
    expect(latency?.lines.map(({ total }) => total)).to.eql([61, 134, 402]);
  });

  it('has a marker for each deploy and a band for each alert, in the colour of its severity', () => {
    const { markers, bands, events } = figures(LONGEST_RANGE);
    expect(markers.map(({ text }) => text)).to.eql(['1.8.0']);
    expect(bands.map(({ kind }) => kind)).to.eql(['gap', 'warning', 'critical']);
    expect(events?.filter((event) => event.includes('Deploy 1.8.0'))).to.have.length(1);
    expect(events?.some((event) => event.includes('P95 latency over 500 ms'))).to.eql(true);
  });

  it('draws an alert that has not ended up to the end', () => {
    const answer = historyOf(NOW, LONGEST_RANGE);
    const alerts = answer.alerts.map((alert) => ({ ...alert, to: null }));
    const { bands, range } = historySeries(
      { history: read({ ...answer, alerts }), range: LONGEST_RANGE },
      [200, 500],
      display,
    );
    expect(bands.at(-1)?.to).to.eql(range[1]);
  });

  it('is told to those who do not see it, with its gaps, alerts and deploys', () => {
    const [latency] = allCharts(figures(LONGEST_RANGE), display);
    expect(latency?.description).to.match(
      new RegExp(`^P95 latency, last ${english.ranges[LONGEST_RANGE]}: from .* now .*; 1 gap, 2 alerts, 1 deploy$`),
    );
  });

  it('has no column for events when there were none', () => {
    expect(figures(LONGEST_RANGE, { calm: true }).events).to.eql(null);
  });
});

describe('the errors by class', () => {
  const stack = (errors: Record<string, number>) => {
    const answer = historyOf(NOW, '15m', { calm: true });
    const steps = answer.steps.map((step) => ({ ...step, errors }));
    const series = historySeries({ history: read({ ...answer, steps }), range: '15m' }, [200, 500], display);
    return errorClassStack(series, display).map(({ label, colour, drawn }) => [label, colour, drawn[0]]);
  };

  it('lie on the server’s own faults: clients’ errors above them, the app’s own classes together at the top', () => {
    expect(stack({ quota: 1, payment: 2, '4xx': 3, csrf: 4, timeout: 5, '5xx': 6, aborted: 7 })).to.eql([
      ['other errors', 'accent', 21],
      ['client errors', 'ink-3', 18],
      ['rejected forms', 'p99', 15],
      ['timeouts', 'warn', 11],
      ['server errors', 'bad', 6],
    ]);
  });

  it('are never an empty chart', () => {
    expect(stack({})).to.eql([['server errors', 'bad', 0]]);
  });
});

describe('runs', () => {
  it('are the stretches in which something holds', () => {
    expect(runs([1, 0, 1, 1, 0, 1], (item) => item === 1)).to.eql([
      { from: 0, to: 1 },
      { from: 2, to: 4 },
      { from: 5, to: 6 },
    ]);
  });
});

describe('a history', () => {
  const answer = historyOf(NOW, LONGEST_RANGE);

  it('that is none is refused', () => {
    for (const json of [null, 1, 'text', [], {}, { ...answer, steps: [] }, { ...answer, start: 'soon' }]) {
      expect(parseHistory(json)).to.eql(null);
    }
    expect(parseHistory({ ...answer, end: answer.start })).to.eql(null);
  });

  it('never makes anything throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(answer)), fc.jsonValue(), (name, value) => {
        show({ ...answer, [name]: value });
      }),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(fc.constantFrom('steps', 'alerts', 'deploys'), fc.array(fc.jsonValue()), (name, value) => {
        show({ ...answer, [name]: value });
      }),
      { numRuns: 100 },
    );
  });
});
