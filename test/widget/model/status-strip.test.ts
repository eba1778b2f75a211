import { LONGEST_RANGE } from '../../../server/contract/index.js';
import fc from 'fast-check';
import { parseHistory, type History } from '../../../widget/data/history.js';
import { toTime } from '../../../widget/model/text/clock.js';
import { cells, incidents, stripSentence, type Cell } from '../../../widget/model/status-strip.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { expect } from '../support/expect.js';
import { historyOf, type HistoryStory } from '../support/history.js';

const RANKS: Cell[] = ['healthy', 'gap', 'warning', 'degraded'];

function day(story: HistoryStory = {}): History {
  const history = parseHistory(historyOf(NOW, LONGEST_RANGE, story));
  if (history === null) throw new Error('no history');
  return history;
}

function clockOf(iso: string): string {
  return toTime(Date.parse(iso), display);
}

describe('the strip of the last 24 hours', () => {
  it('has a cell for every five minutes, and half or a quarter as many where there is less room', () => {
    expect([1, 2, 4].map((steps) => cells(day(), steps).length)).to.eql([288, 144, 72]);
  });

  it('shows a time when the process was down as a gap', () => {
    expect(cells(day(), 1).filter((cell) => cell === 'gap')).to.have.length(4);
  });

  it('shows the worst of what a cell stands for, whatever that is', () => {
    const status = fc.constantFrom<Cell>(...RANKS);
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 5 }), (given, fold) => {
        const steps = given.map((cell) => ({ status: cell === 'gap' ? null : cell })) as History['steps'];
        const folded = cells({ steps }, fold);
        expect(folded).to.have.length(Math.ceil(given.length / fold));
        const worst = (some: Cell[]) => Math.max(...some.map((cell) => RANKS.indexOf(cell)));
        expect(worst(folded)).to.eql(worst(given));
        expect(folded.at(-1)).to.eql(RANKS[worst(given.slice(-fold))]);
      }),
    );
  });

  it('says the same in a sentence', () => {
    const sentence = stripSentence(day(), display);
    expect(sentence).to.match(/^healthy 98\.2\s% · warning 1\.4\s% · degraded 0\.4\s% · down 20 min at /);
  });

  it('speaks of nothing that was not', () => {
    expect(stripSentence(day({ calm: true }), display)).to.eql('healthy 100\u00a0%');
    expect(incidents(day({ calm: true }), display)).to.eql([]);
  });

  it('does not call a process down that had not been started yet', () => {
    const history = day({ calm: true, hours: 6 });
    const begin = new Date(NOW - 6 * 3_600_000).toISOString();
    expect(stripSentence(history, display)).to.eql(`healthy 100\u00a0% · no record before ${clockOf(begin)}`);
    expect(incidents(history, display)).to.eql([]);
  });

  it('says so when there is nothing at all', () => {
    expect(stripSentence(day({ hours: 0 }), display)).to.eql('Nothing recorded yet');
    expect(incidents(day({ hours: 0 }), display)).to.eql([]);
  });

  it('lists what went wrong, the newest first, with what fired meanwhile', () => {
    const all = incidents(day(), display);
    expect(all.map(({ worst, duration }) => [worst, duration])).to.eql([
      ['degraded', '20 min'],
      ['warning', '5 min'],
      ['gap', '20 min'],
    ]);
    expect(all[0]?.messages).to.eql(['P95 latency over 500 ms', '5 server errors in 5 min']);
    expect(all[0]?.when).to.match(/^\d\d:\d\d to \d\d:\d\d$/);
  });

  it('says of what has not ended only since when it lasts', () => {
    const history = day({ calm: true });
    const steps = history.steps.map((step, index) => (index > 284 ? { ...step, status: 'degraded' as const } : step));
    expect(incidents({ ...history, steps }, display)[0]?.when).to.match(/^since \d\d:\d\d$/);
  });
});
