import fc from 'fast-check';
import type { DependencyFigures, JobFigures, Metrics, ObjectiveFigures } from '../../../server/contract/index.js';
import { callFailures, ownSharePercent, slowDependency } from '../../../widget/model/cards/dependencies.js';
import { limitsText, waitingBar } from '../../../widget/model/cards/endpoint-columns.js';
import { annotation, instrumentLine, instrumentQuantity } from '../../../widget/model/cards/instruments.js';
import { jobState, sortJobs } from '../../../widget/model/cards/jobs.js';
import { budgetLevels } from '../../../widget/model/cards/objectives.js';
import { furtherFigures } from '../../../widget/model/cards/further-figures.js';
import { sortEndpoints } from '../../../widget/model/endpoint-sorting.js';
import { quantityText } from '../../../widget/model/text/format.js';
import { parseHistory } from '../../../widget/data/history.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { historyOf } from '../support/history.js';
import { withPeople, withWaiting } from '../support/waiting.js';

const metrics = withWaiting(fixtures.degraded(NOW));
const [model, ...others] = metrics.dependencies;
const withModel = (changes: Partial<DependencyFigures>): Metrics => ({
  ...metrics,
  dependencies: [{ ...(model as DependencyFigures), ...changes }, ...others],
});

describe('what the app waits for', () => {
  it('is why it is slow when most of the time is spent on what has become slower itself', () => {
    expect(slowDependency(metrics)).to.eql({ name: 'models.example', usualP95: 2720 });
  });

  it('is not blamed without evidence', () => {
    const isBlamed = (changes: Partial<DependencyFigures>) => slowDependency(withModel(changes)) !== null;
    expect(isBlamed({ share_percent: 49 })).to.eql(false);
    expect(isBlamed({ share_percent: null })).to.eql(false);
    expect(isBlamed({ usual_p95_ms: null })).to.eql(false);
    expect(isBlamed({ p95_ms: 2720 })).to.eql(false);
    expect(isBlamed({ p95_ms: 0, usual_p95_ms: 0 })).to.eql(false);
    expect(isBlamed({ requests: 19 })).to.eql(false);
    const calm = { ...metrics, reasons: [], endpoints: [] };
    expect(slowDependency(calm)).to.eql(null);
  });

  it('leaves the rest of the time to the app, if all shares are known', () => {
    expect(ownSharePercent(metrics)).to.eql(6);
    expect(ownSharePercent(withModel({ share_percent: null }))).to.eql(null);
    expect(ownSharePercent({ dependencies: [] })).to.eql(null);
    const many = Array.from({ length: 20 }, () => ({ ...(model as DependencyFigures), share_percent: 1 }));
    expect(ownSharePercent({ dependencies: many })).to.eql(null);
  });

  it('is told with the most frequent failure first', () => {
    const failures = { status: 1, timeout: 5, dns: 0, refused: 2 };
    expect(callFailures({ ...(model as DependencyFigures), failures })).to.eql([
      ['timeout', 5],
      ['refused', 2],
      ['status', 1],
    ]);
  });
});

describe('the order of the endpoints', () => {
  it('begins with those over a limit, then those with most failures, whatever their traffic', () => {
    const sorting = { by: 'failing', direction: 'descending', frozenOrder: null } as const;
    expect(sortEndpoints(metrics.endpoints, sorting).map(({ endpoint }) => endpoint)).to.eql([
      '/reflection/:id/step',
      '/reflection/:id',
      '/designer/:course',
      '/start_reflection',
      '/settings',
      '/audit',
      '/settings',
    ]);
  });
});

describe('the columns of the endpoints table', () => {
  it('are there only where they have content', () => {
    expect(furtherFigures(metrics)).to.eql({ people: true, limits: true, waiting: true });
    expect(furtherFigures(fixtures.degraded(NOW))).to.eql({ people: false, limits: false, waiting: false });
  });

  it('tell no limits where an earlier server told none', () => {
    const limits = { p95_ms: null, error_rate_percent: null };
    const endpoints = metrics.endpoints.map((endpoint) => ({ ...endpoint, limits }));
    expect(furtherFigures({ ...metrics, endpoints }).limits).to.eql(false);
  });

  it('tell limits as a pair', () => {
    expect(limitsText([3000, 8000], display)).to.eql('3,000 / 8,000');
    expect(limitsText(null, display)).to.eql(null);
  });

  it('have bars whose parts follow each other and fill them, whatever the shares are', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    const dependencies = fc.array(fc.record({ name: fc.string(), percent }), { maxLength: 3 });
    fc.assert(
      fc.property(percent, dependencies, (own_percent, dependencies) => {
        const bar = waitingBar({ own_percent, dependencies });
        const end = bar.reduce((at, { from, length }) => {
          expect(from).to.be.at.least(at - 0.001);
          return from + length;
        }, 0);
        expect(end).to.be.at.most(100.001);
        // Parts that cannot be seen are left out.
        expect(bar.reduce((sum, { length }) => sum + length, 0)).to.be.at.least(97);
        expect(bar.filter(({ isOwn }) => isOwn).length).to.be.at.most(1);
      }),
    );
  });
});

describe('jobs', () => {
  it('that are missing or failed come first', () => {
    expect(sortJobs(metrics.jobs).map(({ name }) => name)).to.eql(['nightly-report', 'reminder-mails', 'sync']);
  });

  it('are overdue rather than failed, and nothing before their first run', () => {
    const [job] = metrics.jobs as [JobFigures];
    expect(jobState(job)).to.eql('succeeded');
    expect(jobState({ ...job, last_outcome: null })).to.eql('not run yet');
    expect(jobState({ ...job, last_outcome: 'failed' })).to.eql('failed');
    expect(jobState({ ...job, last_outcome: 'failed', overdue_since: job.last_started_at })).to.eql('overdue');
  });
});

describe('an error budget', () => {
  const [objective] = metrics.objectives as [ObjectiveFigures];

  it('is amber while it burns too fast, red when it is used up or soon will be', () => {
    expect(budgetLevels(objective)).to.eql({ left: 'warning', burning: 'degraded' });
    expect(budgetLevels({ ...objective, exhausted_in_seconds: 7200 })).to.eql({ left: 'warning', burning: 'warning' });
    expect(budgetLevels({ ...objective, budget_left_percent: 0 }).left).to.eql('degraded');
  });

  it('is quiet while it is used no faster than allowed', () => {
    for (const burn_rate of [null, 0, 1])
      expect(budgetLevels({ ...objective, burn_rate })).to.eql({ left: 'healthy', burning: 'healthy' });
  });
});

describe("the app's own numbers", () => {
  it('are told with their units', () => {
    const text = (unit: string | null, value: number) => quantityText(instrumentQuantity({ unit }, display)(value));
    expect(text('ms', 131.5)).to.eql('132\u00a0ms');
    expect(text('s', 0.5)).to.eql('500\u00a0ms');
    expect(text('By', 48_000_000)).to.eql('48\u00a0MB');
    expect(text('%', 12.34)).to.eql('12.3\u00a0%');
    expect(text('Cel', 21)).to.eql('21\u00a0Cel');
    expect([text('{token}', 1840), text('1', 3.21), text(null, 42)]).to.eql(['1,840', '3.2', '42']);
    expect([annotation('{token}'), annotation('ms'), annotation(null)]).to.eql(['token', '', '']);
  });

  it('are drawn over the range of history that is shown, with gaps where they were not known', () => {
    const [queue] = metrics.instruments;
    if (queue === undefined) throw new Error('no number');
    expect(instrumentLine(queue, null)).to.eql(queue.series);
    const history = parseHistory(withPeople(historyOf(NOW, '6h')));
    if (history === null) throw new Error('no history');
    expect(instrumentLine(queue, history)).to.have.length(history.steps.length);
    expect(instrumentLine(queue, history).at(-1)).to.be.a('number');
    expect(instrumentLine({ ...queue, name: 'constructor' }, history).every((value) => value === null)).to.eql(true);
  });
});
