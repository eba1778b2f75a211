import type { Metrics, Reason } from '../../../server/contract/index.js';
import { formatFor } from '../../../widget/model/text/format.js';
import type { DisplayContext } from '../../../widget/model/text/display-context.js';
import { classCounts, occurredClasses } from '../../../widget/model/error-classes.js';
import { viewModel, type ViewModel } from '../../../widget/model/view-model.js';
import type { PollError } from '../../../widget/data/metrics-request.js';
import { errorRates, perSecond } from '../../../widget/model/series.js';
import { emptySnapshot, type Snapshot } from '../../../widget/data/snapshot.js';
import { german as germanStrings } from '../../../widget/strings/de/de.js';
import { NOW, teamDisplay as team } from '../support/display.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';

const everyone: DisplayContext = { ...team, audience: 'everyone', teamHeadline: undefined };

function snapshotOf(metrics: Metrics | null, more: Partial<Snapshot> = {}): Snapshot {
  return {
    ...emptySnapshot,
    metrics,
    lastSuccess: metrics && NOW - 3000,
    interval: 5000,
    nextPoll: NOW + 2000,
    ...more,
  };
}

function failure(kind: PollError['kind'], status: number | null = null): PollError {
  return { kind, status, message: 'no', retryAfter: 0 };
}

/** What the head says, as one line with plain spaces. */
function said({ headline }: ViewModel): string {
  const { word, lead, sentence } = headline;
  const parts = [`${word}:`, lead, sentence].filter((part) => part !== '');
  return parts.join(' ').replaceAll('\u00a0', ' ');
}

describe('what is said to the team', () => {
  const tell = (metrics: Metrics) => said(viewModel(snapshotOf(metrics), team));

  it('is the verdict when all is well', () => {
    expect(tell(fixtures.healthy(NOW))).to.eql('Healthy: Safe to route traffic. 12 active sessions.');
  });

  it('is the first reason and what to do when it is not', () => {
    expect(tell(fixtures.warning(NOW))).to.eql(
      'Warning: Error rate 2.3 % is over 1 %. Monitor closely, but deployable.',
    );
    expect(tell(fixtures.degraded(NOW))).to.eql(
      'Degraded: P95 latency 612 ms is over 500 ms. Do not route traffic; investigate.',
    );
  });

  it('is that there is too little to judge, and how little', () => {
    expect(tell(fixtures.few(NOW))).to.eql('Quiet: 3 requests in the last 5 min: too few to judge.');
    expect(tell(fixtures.idle(NOW))).to.eql('Quiet: No requests in the last 5 min.');
  });

  it('is what to do when there has never been a request', () => {
    expect(tell(fixtures.empty(NOW))).to.match(/^No traffic yet: .* Open a page of your app/);
  });
});

describe('what is said to everyone', () => {
  const tell = (metrics: Metrics) => said(viewModel(snapshotOf(metrics), everyone));

  it('is that everything works, and for how many', () => {
    expect(tell(fixtures.healthy(NOW))).to.eql('Healthy: Everything works normally. 12 people active.');
    const one = { ...fixtures.healthy(NOW).summary, active_sessions: 1 };
    expect(tell({ ...fixtures.healthy(NOW), summary: one })).to.contain('1 person active.');
  });

  it('is nothing about people where no session was ever seen, and 0 where there were some', () => {
    expect(tell(fixtures.sessionless(NOW))).to.eql('Healthy: Everything works normally.');
    expect(said(viewModel(snapshotOf(fixtures.sessionless(NOW)), team))).to.eql('Healthy: Safe to route traffic.');
    const none = { ...fixtures.healthy(NOW).summary, active_sessions: 0 };
    expect(tell({ ...fixtures.healthy(NOW), summary: none })).to.contain('0 people active.');
  });

  it('is that it is slow, whatever the level, and that it is wrong where requests fail, whatever the level', () => {
    const slow = fixtures.degraded(NOW).reasons;
    const failing = fixtures.warning(NOW).reasons;
    for (const make of [fixtures.warning, fixtures.degraded]) {
      const metrics = { ...make(NOW), alerts: [] };
      expect(tell({ ...metrics, reasons: slow })).to.match(/: Slower than usual\. The team can see it\.$/);
      expect(tell({ ...metrics, reasons: failing })).to.match(
        /: Something is wrong on our side\. The team can see it\.$/,
      );
      expect(tell({ ...metrics, reasons: [...slow, ...failing] })).to.contain('Something is wrong on our side.');
    }
  });

  it('is what they notice of other reasons, as the server says it too', () => {
    const [first] = fixtures.warning(NOW).reasons;
    const condition = {
      metric: 'count',
      comparison: '>=',
      error_class: null,
      check: null,
      endpoint: null,
      method: null,
    };
    const about = (what: string, more: object = {}, level = 'warning') => {
      const alert = {
        type: what,
        window_seconds: 60,
        flapping: false,
        confirmed: true,
        condition: { ...condition, ...more },
      };
      return { ...first, what, unit: 'count', level, alert } as Reason;
    };
    const check = { ...about('check:mcp'), alert: null, check: { name: 'mcp', message: null } };
    const sentences: [Reason, string][] = [
      [about('alert:mine', { error_class: '5xx' }), 'Something is wrong on our side.'],
      [about('alert:mine', { metric: 'new_error' }), 'Something is wrong on our side.'],
      [{ ...about('alert:5xx_detected'), alert: null }, 'Something is wrong on our side.'],
      [{ ...about('alert:mine', { metric: 'slow_rate' }), unit: '%' }, 'Slower than usual.'],
      [{ ...about('alert:mine', { metric: 'p95', dependency: 'model' }), unit: 'ms' }, 'Slower than usual.'],
      [{ ...about('alert:mine', { metric: 'error_rate', dependency: 'model' }), unit: '%' }, 'Not everything works'],
      [about('alert:csrf_detected', { error_class: 'csrf' }), 'Not everything works as it should.'],
      [check, 'Not everything works as it should.'],
      [{ ...check, level: 'degraded' }, 'Something is wrong on our side.'],
      [about('alert:overdue_job:mail', { metric: 'overdue_job' }), 'The app works; something behind it'],
      [{ ...about('alert:overdue_job'), alert: null }, 'The app works; something behind it'],
      [about('alert:mine', { metric: 'instrument' }), 'The app works; something behind it'],
    ];
    for (const [reason, sentence] of sentences) {
      const said = tell({ ...fixtures.warning(NOW), status: reason.level, reasons: [reason] });
      expect(said, JSON.stringify(reason)).to.contain(sentence);
    }
  });

  it('is that the team has been alerted only when a notifier has accepted the message', () => {
    expect(tell(fixtures.degraded(NOW))).to.eql('Degraded: Slower than usual. The team has been alerted.');
    const unsent = fixtures.degraded(NOW).alerts.map((alert) => ({ ...alert, notified_at: null }));
    expect(tell({ ...fixtures.degraded(NOW), alerts: unsent })).to.contain('The team can see it.');
    expect(tell({ ...fixtures.degraded(NOW), alerts: [] })).to.contain('The team can see it.');
  });
});

describe('what is said while it recovers', () => {
  it('is that it is getting better, in amber, and to the team why it is not over', () => {
    const shown = [everyone, team].map((display) => viewModel(snapshotOf(fixtures.recovering(NOW)), display));
    expect(shown.map(said)).to.eql([
      'Recovering: It is getting better: healthy within 5 min if it stays that way.',
      'Recovering: Error rate 12 % is over 5 %. Recovering: wait before routing traffic. ' +
        'Healthy within 5 min if it stays that way.',
    ]);
    expect(shown[1]?.headline.verdict).to.eql('Recovering: wait before routing traffic');
    expect(shown.map(({ headline }) => headline.tone)).to.eql(['recovering', 'recovering']);
    expect(shown[0]?.status).to.eql('degraded');
  });
});

describe('what is said of an alert from before a restart, and of requests that hang', () => {
  it('is that the alert is not confirmed', () => {
    expect(said(viewModel(snapshotOf(fixtures.unconfirmed(NOW)), team))).to.contain(
      'Error rate 50 % (limit 5 %, last 60 s); not confirmed since the interruption. Monitor closely',
    );
  });

  it('is to everyone no more than that there was a problem before', () => {
    expect(said(viewModel(snapshotOf(fixtures.unconfirmed(NOW)), everyone))).to.contain(
      'There was a problem before the interruption.',
    );
  });

  it('is the figure that they make, where it is marked as over its limit', () => {
    const { figures } = viewModel(snapshotOf(fixtures.hanging(NOW)), team);
    expect(figures.find(({ name }) => name === 'p95')?.quantity.value).to.eql('14.3');
  });

  it('is how many requests are still waiting', () => {
    expect(said(viewModel(snapshotOf(fixtures.hanging(NOW)), team))).to.contain(
      'P95 latency 14,300 ms is over 500 ms; 23 requests are still waiting. Do not route traffic',
    );
    const german = { ...team, strings: germanStrings, format: formatFor('de') };
    expect(said(viewModel(snapshotOf(fixtures.hanging(NOW)), german))).to.contain(
      'P95-Latenz 14.300 ms liegt über 500 ms; 23 Anfragen warten noch auf Antwort. Keinen Traffic',
    );
  });
});

describe('what is said without a usable answer', () => {
  const healthy = fixtures.healthy(NOW);
  const tell = (snapshot: Snapshot) => viewModel(snapshot, team);

  it('is that the figures are being asked for', () => {
    const shown = tell(snapshotOf(null));
    expect(shown.status).to.eql('loading');
    expect(shown.figures.map(({ quantity }) => quantity.value)).to.eql(['–', '–', '–', '–']);
  });

  it('is who does not answer, or with what', () => {
    expect(said(tell(snapshotOf(null, { failure: failure('network') })))).to.eql(
      'No answer: /metrics does not answer.',
    );
    expect(said(tell(snapshotOf(null, { failure: failure('http', 502) })))).to.contain('answers with an error (502)');
  });

  it('is that somebody has to sign in, or may not look', () => {
    expect(said(tell(snapshotOf(null, { failure: failure('unauthorised', 401) })))).to.contain('Sign in');
    expect(said(tell(snapshotOf(null, { failure: failure('unauthorised', 403) })))).to.contain('may not see');
  });

  it('is that this is no monitor, or that nothing is there', () => {
    const shown = tell(snapshotOf(null, { failure: failure('not-a-monitor', 200) }));
    expect(shown.status).to.eql('not-a-monitor');
    expect(said(shown)).to.contain('not with a monitor’s figures. Check the address');
    expect(said(tell(snapshotOf(null, { failure: failure('not-a-monitor', 404) })))).to.contain('nothing at /metrics');
  });

  it('is that the browser is offline, even when there are figures', () => {
    const shown = tell(snapshotOf(healthy, { isOffline: true }));
    expect(said(shown)).to.contain('Offline: You seem to be offline. Last answer 3s ago. The figures below are old.');
    expect(shown.isCurrent).to.eql(false);
  });

  it('is how old the figures are, and never that they are healthy', () => {
    const shown = tell(snapshotOf(healthy, { lastSuccess: NOW - 120_000, failure: failure('network') }));
    expect(shown.headline.tone).to.eql('unknown');
    expect(said(shown)).to.eql('No answer: Last answer 2m ago. The figures below are old.');
    expect(shown.headline.time).to.eql('retry in 2 sec');
    expect(shown.figures[1]?.quantity).to.eql({ value: '131', unit: 'ms' });
  });

  it('is nothing at all while a failure is younger than two intervals', () => {
    const shown = tell(snapshotOf(healthy, { lastSuccess: NOW - 9999, failure: failure('network') }));
    expect(shown.status).to.eql('healthy');
    expect(shown.headline.time).to.eql('9s ago');
  });

  it('is that the server is stuck when its time stands still', () => {
    const shown = tell(snapshotOf(healthy, { unchangedPolls: 3, changedAt: NOW - 15_000 }));
    expect(shown.status).to.eql('stale');
    expect(said(shown)).to.contain('stopped changing');
  });

  it('is never that somebody has to sign in where another program answers for the server', () => {
    const shown = tell(snapshotOf(healthy, { failure: failure('not-a-monitor', 200) }));
    expect(shown.status).to.eql('healthy');
  });

  it('is a note when answers come from several instances in turn', () => {
    expect(tell(snapshotOf(healthy, { instances: 3 })).headline.note).to.contain('3 instances answer in turn');
    expect(tell(snapshotOf(healthy)).headline.note).to.eql('');
  });
});

describe('the figures', () => {
  const figuresOf = (metrics: Metrics) => viewModel(snapshotOf(metrics), team).figures;

  it('take the level of the reason that names them, and its limit', () => {
    expect(figuresOf(fixtures.healthy(NOW)).map(({ tone, limit }) => [tone, limit])).to.eql([
      ['healthy', 1],
      ['healthy', 200],
      ['healthy', null],
      ['healthy', null],
    ]);
    expect(figuresOf(fixtures.degraded(NOW))[1]).to.include({ tone: 'degraded', limit: 500 });
    expect(figuresOf(fixtures.warning(NOW))[0]).to.include({ tone: 'warning', limit: 1 });
  });

  it('recover with their reason, under the limit that they were over', () => {
    expect(figuresOf(fixtures.recovering(NOW))[0]).to.include({ tone: 'recovering', limit: 5 });
  });

  it('are without the sessions where there never was one', () => {
    expect(figuresOf(fixtures.sessionless(NOW)).map(({ name }) => name)).to.eql(['error-rate', 'p95', 'requests']);
  });

  it('stay quiet over their limit while the server sees no evidence', () => {
    const metrics = fixtures.healthy(NOW);
    const performance = { ...metrics.performance, p95_ms: 900 };
    expect(figuresOf({ ...metrics, performance })[1]).to.include({ tone: 'healthy' });
  });

  it('say that there may be more sessions than could be counted', () => {
    const metrics = fixtures.healthy(NOW);
    const summary = { ...metrics.summary, active_sessions: 100_000, active_sessions_capped: true };
    expect(figuresOf({ ...metrics, summary })[3]?.quantity.value).to.eql('100K+');
  });

  it('are spoken with their range and the latest value', () => {
    expect(figuresOf(fixtures.healthy(NOW))[2]?.description).to.match(
      /^Requests, last 5 min: from [\d.]+\s\/s to [\d.]+\s\/s, now [\d.]+\s\/s$/,
    );
    expect(figuresOf(fixtures.empty(NOW))[1]?.description).to.eql('P95 latency, last 5 min: nothing was measured');
  });
});

describe('the lines', () => {
  const series = { ...fixtures.healthy(NOW).series, requests: [null, 10, 0, 10], failed: [null, 1, 0, 0] };

  it('count failures over a minute at every step', () => {
    const long = { ...series, step_seconds: 30, requests: [10, 10, 10, 10], failed: [5, 0, 0, 10] };
    expect(errorRates(long)).to.eql([25, 25, 0, 50]);
    expect(errorRates(series)).to.eql([null, 5, 5, 5]);
  });

  it('have no peak where a failure leaves the window', () => {
    const requests = Array.from({ length: 60 }, () => 7);
    const failed = requests.map((_, step) => (step === 0 ? 1 : 0));
    expect(Math.max(...errorRates({ ...series, requests, failed }).map(Number))).to.be.closeTo(100 / 84, 0.001);
  });

  it('leave out the step that is not over yet', () => {
    const start = new Date(NOW).toISOString();
    const at = (seconds: number) => ({
      series: { ...series, start },
      timestamp: new Date(NOW + seconds * 1000).toISOString(),
    });
    expect(perSecond(at(16), series.requests)).to.eql([null, 2, 0]);
    expect(perSecond(at(20), series.requests)).to.eql([null, 2, 0, 2]);
  });
});

describe('the error classes', () => {
  it('are the server’s faults, then the clients’, then the app’s own, without those who went away', () => {
    const names = classCounts(fixtures.huge(NOW)).map(({ name }) => name);
    expect(names).to.eql(['5xx', 'timeout', 'csrf', '4xx', 'payment_declined']);
  });

  it('are told where they occurred', () => {
    expect(occurredClasses(fixtures.degraded(NOW)).map(({ name }) => name)).to.eql(['5xx', 'timeout', 'csrf', '4xx']);
    expect(occurredClasses(fixtures.few(NOW))).to.eql([]);
  });
});
