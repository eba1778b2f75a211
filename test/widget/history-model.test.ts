import fc from 'fast-check';
import { charts } from '../../widget/chart-model.js';
import { formatFor } from '../../widget/format.js';
import { historyFigures } from '../../widget/history-model.js';
import { readHistory, type History } from '../../widget/history-reading.js';
import { runs } from '../../widget/runs.js';
import { english } from '../../widget/strings.js';
import { incidents, stripSentence } from '../../widget/strip-model.js';
import { expect } from './support/expect.js';
import { historyOf, type HistoryStory } from './support/history.js';

const NOW = Date.parse('2026-11-23T21:00:00Z');
const telling = { now: NOW, audience: 'team', strings: english, format: formatFor('en'), address: '/metrics' } as const;

function figures(range: '15m' | '24h', story: HistoryStory = {}) {
  return historyFigures({ history: read(historyOf(NOW, range, story)), range }, [200, 500], telling);
}

function read(json: unknown): History {
  const history = readHistory(json);
  if (history === null) throw new Error('no history');
  return history;
}

/** Makes everything of an answer that can be shown. */
function show(json: unknown): void {
  const history = readHistory(json);
  if (history === null) return;
  for (const chart of charts(historyFigures({ history, range: '24h' }, [200, 500], telling), telling)) {
    chart.times.forEach(chart.clock);
  }
  stripSentence(history, telling);
  incidents(history, telling);
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
    const { requests, p95, spans } = figures('24h');
    expect(requests.filter((value) => value === null)).to.have.length(4);
    expect(p95.filter((value) => value === null)).to.have.length(4);
    const gaps = spans.filter(({ colour }) => colour === 'surface-2');
    expect(gaps.map(({ from, to }) => to - from)).to.eql([1200]);
  });

  it('does not fall at the end: a step that is under way is divided by the seconds that it has had', () => {
    const history = historyOf(NOW, '24h');
    const steps = history.steps.map((step) => ({ ...step, requests: 600, seconds: 300 }));
    const underWay = { ...steps.at(-1), requests: 10, seconds: 5 };
    const answer = read({ ...history, steps: [...steps.slice(0, -1), underWay] });
    const { requests } = historyFigures({ history: answer, range: '24h' }, [200, 500], telling);
    expect(requests.slice(-2)).to.eql([2, 2]);
  });

  it('has requests per second, whatever the length of a step', () => {
    const answer = historyOf(NOW, '24h', { calm: true });
    expect(figures('24h', { calm: true }).requests[0]).to.eql((answer.steps[0]?.requests ?? 0) / 300);
  });

  it('has the percentiles of the whole range from the server, not from its steps', () => {
    const [latency] = charts(figures('24h'), telling);
    expect(latency?.lines.map(({ total }) => total)).to.eql([61, 134, 402]);
  });

  it('has a marker for each deploy and a band for each alert, in the colour of its severity', () => {
    const { markers, spans, events } = figures('24h');
    expect(markers.map(({ text }) => text)).to.eql(['1.8.0']);
    expect(spans.map(({ colour }) => colour)).to.eql(['surface-2', 'warn', 'bad']);
    expect(events?.filter((event) => event.includes('Deploy 1.8.0'))).to.have.length(1);
    expect(events?.some((event) => event.includes('P95 latency over 500 ms'))).to.eql(true);
  });

  it('draws an alert that has not ended up to the end', () => {
    const answer = historyOf(NOW, '24h');
    const alerts = answer.alerts.map((alert) => ({ ...alert, to: null }));
    const { spans, range } = historyFigures(
      { history: read({ ...answer, alerts }), range: '24h' },
      [200, 500],
      telling,
    );
    expect(spans.at(-1)?.to).to.eql(range[1]);
  });

  it('is told to those who do not see it, with its gaps, alerts and deploys', () => {
    const [latency] = charts(figures('24h'), telling);
    expect(latency?.description).to.match(/^P95 latency, last 24 h: from .* now .*; 1 gap, 2 alerts, 1 deploy$/);
  });

  it('has no column for events when there were none', () => {
    expect(figures('24h', { calm: true }).events).to.eql(null);
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
  const answer = historyOf(NOW, '24h');

  it('that is none is refused', () => {
    for (const json of [null, 1, 'text', [], {}, { ...answer, steps: [] }, { ...answer, start: 'soon' }]) {
      expect(readHistory(json)).to.eql(null);
    }
    expect(readHistory({ ...answer, end: answer.start })).to.eql(null);
  });

  it('never makes anything throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(answer)), fc.jsonValue(), (name, value) => {
        show({ ...answer, [name]: value });
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.constantFrom('steps', 'alerts', 'deploys'), fc.array(fc.jsonValue()), (name, value) => {
        show({ ...answer, [name]: value });
      }),
      { numRuns: 300 },
    );
  });
});
