import fc from 'fast-check';
import { messageOf } from '../../../server/alerts/alert-message.js';
import {
  ALERT_METRICS,
  type AlertMessage,
  type CheckFigures,
  COMPARISONS,
  type DeployComparison,
  type DeployVerdict,
  VERDICTS,
} from '../../../server/contract/index.js';
import type { LatencyFigures } from '../../../server/collector/histogram/histogram.js';
import { describeVerdict } from '../../../server/deploys/deploy-message.js';
import { evaluateLevel, INITIAL_LEVEL_STATE } from '../../../server/evaluation/level.js';
import { overallLevel } from '../../../server/evaluation/overall-level.js';
import { formatFor } from '../../../widget/model/text/format.js';
import { german } from '../../../widget/strings/de/de.js';
import { english } from '../../../widget/strings/en/en.js';
import { deployText } from '../../../widget/strings/deploy-text.js';
import { alertText, reasonText } from '../../../widget/strings/messages.js';
import { expect } from '../support/expect.js';

const inEnglish = { strings: { ...(await english.page()), ...english }, format: formatFor('en') };
const inGerman = { strings: { ...(await german.page()), ...german }, format: formatFor('de') };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
/** Without what `Intl` adds to the server's English. */
const asServer = (text: string) => plain(text).replaceAll(/(?<=\d),(?=\d{3})/g, '');

const CONDITION = {
  metric: 'p95',
  comparison: '>',
  error_class: null,
  check: null,
  endpoint: null,
  method: null,
} as const;
const ALERT: AlertMessage = {
  type: 'latency_high',
  message: 'in the server’s words',
  condition: CONDITION,
  value: 1612.34,
  unit: 'ms',
  threshold: 500,
  window_seconds: 60,
  flapping: false,
  waiting: 0,
  confirmed: true,
};
const orNull = (values: string[]) => fc.constantFrom(null, ...values);
const value = fc.integer({ min: 0, max: 10_000_000 }).map((thousandths) => thousandths / 1000);
const alerts = fc.record({
  type: fc.constant('mine'),
  message: fc.constant(''),
  condition: fc.record({
    metric: fc.constantFrom(...ALERT_METRICS),
    comparison: fc.constantFrom(...COMPARISONS),
    error_class: orNull(['5xx', 'timeout', '4xx', 'csrf', 'other', 'payment_declined']),
    check: orNull(['database']),
    endpoint: fc.constant('/items/:id'),
    method: orNull(['GET']),
  }),
  value,
  unit: fc.constantFrom('%', 'ms', '/s', 'count'),
  threshold: fc.oneof(value, fc.constantFrom(0.5, 5, 500)),
  window_seconds: fc.constantFrom(0, 60, 300, 600),
  flapping: fc.boolean(),
  waiting: fc.constantFrom(0, 0, 1, 12, 1234),
  confirmed: fc.boolean(),
});

describe('the message of an alert', () => {
  it('reads in English as the server’s', () => {
    fc.assert(fc.property(alerts, (alert) => asServer(alertText(alert, inEnglish)) === messageOf(alert)));
  });

  it('names the new error and the overdue job in the language of the element', () => {
    const location = { file: 'src/reflection.ts', line: 42, column: 7, function: null };
    const error_group = { id: 'a', type: 'TypeError', message: 'gone', location, count: 31, sessions: 12 };
    const condition = { ...CONDITION, metric: 'new_error' } as const;
    const fresh = { ...ALERT, condition, value: 1, unit: 'count', evidence: { error_group } } as const;
    expect(plain(alertText(fresh, inEnglish))).to.eql(messageOf(fresh));
    expect(plain(alertText(fresh, inGerman))).to.eql(
      'Neuer Fehler: TypeError in reflection.ts:42, 31 Mal, 12 Personen',
    );
    const overdue = { ...ALERT, condition: { ...CONDITION, metric: 'overdue_job', name: 'nightly-report' } } as const;
    const late = { ...overdue, value: 26 * 3600, unit: 'count' } as const;
    expect(plain(alertText(late, inEnglish))).to.eql(messageOf(late));
    expect(plain(alertText(late, inGerman))).to.eql('nightly-report lief seit 26 h nicht');
    const onPanel = { ...inGerman, strings: german };
    expect(alertText(late, onPanel)).to.eql('in the server’s words');
  });

  it('is in the language of the element, numbers too', () => {
    expect(plain(alertText(ALERT, inGerman))).to.eql('P95-Latenz 1.612 ms (Grenzwert 500 ms, letzte 60 s)');
    const count = { ...CONDITION, metric: 'count', error_class: '5xx', endpoint: '/a', method: 'GET' } as const;
    const counted = { ...ALERT, condition: count, value: 7, unit: 'count', threshold: 5, flapping: true } as const;
    expect(plain(alertText(counted, inGerman))).to.eql(
      '7 Serverfehler bei GET /a (Grenzwert 5, letzte 60 s); kommt und geht, als ein Alarm geführt',
    );
    const check = { ...CONDITION, metric: 'check', check: 'database' } as const;
    expect(alertText({ ...ALERT, condition: check }, inGerman)).to.eql('Prüfung database schlägt fehl');
    const starts = { ...CONDITION, metric: 'starts' } as const;
    expect(alertText({ ...ALERT, condition: starts, value: 4, window_seconds: 600 }, inGerman)).to.eql(
      '4 Starts in 10 Minuten',
    );
  });

  it('is the server’s where there are no codes, or unknown ones, and the rule’s name where there is none', () => {
    expect(alertText({ ...ALERT, condition: null }, inGerman)).to.eql('in the server’s words');
    const later = { ...CONDITION, metric: 'p97' as never };
    expect(alertText({ ...ALERT, condition: later }, inGerman)).to.eql('in the server’s words');
    expect(alertText({ ...ALERT, condition: null, message: '' }, inGerman)).to.eql('latency_high');
  });
});

describe('a reason', () => {
  it('says how many requests are slower than their own limits, and which endpoint fails', () => {
    const values = {
      unit: '%',
      level: 'degraded',
      waiting: 0,
      recovering: false,
      message: '',
      alert: null,
      check: null,
    } as const;
    const slow = { ...values, what: 'slow_percent', value: 7.142, limit: 5 };
    const failing = { ...values, what: 'error_rate_percent', value: 12, limit: 10, endpoint: 'POST /x' };
    expect(
      [inEnglish, inGerman].flatMap((words) => [slow, failing].map((reason) => plain(reasonText(reason, words)))),
    ).to.eql([
      '7.1 % of requests are slower than their own limits (5 % allowed)',
      'POST /x: Error rate 12 % is over 10 %',
      '7,1 % der Anfragen sind langsamer als ihre Grenzen, 5 % sind erlaubt',
      'POST /x: Fehlerrate 12 % liegt über 10 %',
    ]);
  });

  const limits = { errorRatePercent: [1, 5], p95Ms: [200, 500] } as const;
  const level = (requests: number, failed: number, p95: number) => {
    const countOver = (limit: number): number => (p95 > limit ? Math.ceil(requests / 2) : 0);
    const quantile = (): number | null => (requests === 0 ? null : p95);
    const latency: LatencyFigures = { count: requests, quantile, countOver, withOpen: () => latency };
    return evaluateLevel({ requests, failed, latency }, INITIAL_LEVEL_STATE, limits, 0);
  };
  const firing = { ...ALERT, severity: 'critical', recovering: false } as const;
  const check: CheckFigures = {
    name: 'mcp',
    status: 'degraded',
    critical: false,
    message: 'connect ECONNREFUSED',
    duration_ms: 2,
    last_run: null,
    since: null,
  };

  it('reads in English as the server’s', () => {
    const of = fc.tuple(fc.integer({ min: 100, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), value);
    fc.assert(
      fc.property(of, ([requests, share, p95]) => {
        const silent = { ...check, message: null };
        const { reasons } = overallLevel(level(requests, Math.floor(requests * share), p95), [], [check, silent]);
        return reasons.every((reason) => asServer(reasonText(reason, inEnglish)) === reason.message);
      }),
    );
  });

  it('is in the language of the element: figures, alerts and checks', () => {
    const { reasons } = overallLevel(level(100_000, 5004, 1612), [firing], [check]);
    expect(reasons.map((reason) => plain(reasonText(reason, inGerman)))).to.eql([
      'Fehlerrate 5,004 % liegt über 5 %',
      'P95-Latenz 1.612 ms liegt über 500 ms',
      'P95-Latenz 1.612 ms (Grenzwert 500 ms, letzte 60 s)',
      'mcp schlägt fehl: connect ECONNREFUSED',
    ]);
  });

  it('is the server’s where there are no codes', () => {
    const { reasons } = overallLevel(level(100, 0, 50), [firing], [check]);
    const old = reasons.map((reason) => ({ ...reason, message: 'in the server’s words', alert: null, check: null }));
    expect(old.map((reason) => reasonText(reason, inGerman))).to.eql([
      'in the server’s words',
      'in the server’s words',
    ]);
  });
});

describe('the comparison of a deploy', () => {
  const comparison = (before: number, after: number, verdict: DeployComparison['verdict']): DeployComparison => ({
    before,
    after,
    expected: null,
    verdict,
  });
  const withMessage = (verdict: Omit<DeployVerdict, 'message'>): DeployVerdict => ({
    ...verdict,
    message: describeVerdict(verdict),
  });
  const broken = (count: number): DeployVerdict =>
    withMessage({
      verdict: 'worse',
      requests_before: 40_000,
      requests_after: 31_204,
      seconds_after: 1795,
      error_rate_percent: comparison(0.5, 0.4, 'no difference'),
      p95_ms: { ...comparison(128, 131, 'no difference'), expected: 190 },
      confidence_percent: 99.97,
      warm_up: { seconds: 65, p95_ms: comparison(128, 800, 'worse') },
      endpoints: Array.from({ length: count }, (_, index) => ({
        ...{ endpoint: `/${index}`, method: 'GET', requests_before: 1000, requests_after: 1000 },
        error_rate_percent: comparison(0, 90, 'worse'),
        p95_ms: comparison(50, 50, 'no difference'),
      })),
    });

  it('reads in English as the server’s', () => {
    const figure = fc.record({
      before: fc.option(value),
      after: fc.option(value),
      expected: fc.option(value),
      verdict: fc.constantFrom(...VERDICTS),
    });
    const requests = fc.constantFrom(0, 1, 40, 5000);
    const verdicts = fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      requests_before: requests,
      requests_after: requests,
      seconds_after: fc.nat(1800),
      error_rate_percent: figure,
      p95_ms: figure,
      confidence_percent: fc.option(fc.constantFrom(99, 99.5, 99.99)),
      warm_up: fc.option(fc.record({ seconds: fc.constant(65), p95_ms: figure })),
      endpoints: fc.constant<DeployVerdict['endpoints']>([]),
    });
    fc.assert(
      fc.property(
        verdicts.map(withMessage),
        (each) => asServer(deployText(each, inEnglish)) === asServer(each.message),
      ),
    );
    for (const count of [1, 3, 5]) {
      expect(asServer(deployText(broken(count), inEnglish))).to.eql(asServer(broken(count).message));
    }
  });

  it('is in the language of the element', () => {
    expect(plain(deployText(broken(4), inGerman))).to.eql(
      'Fehlerrate 0,4 % (vorher 0,5 %, kein Unterschied), P95 131 ms (vorher 128 ms, 190 ms bei der jetzigen Verteilung auf die Endpunkte, kein Unterschied); 31.204 Anfragen; langsam in der ersten Minute (P95 800 ms); schlechter: GET /0, GET /1, GET /2, 1 weitere; zu 99,97 % sicher',
    );
    expect(deployText({ ...broken(0), requests_after: 0 }, inGerman)).to.eql('Noch keine Anfragen');
    expect(deployText({ ...broken(0), requests_before: 0, requests_after: 1200 }, inGerman)).to.eql(
      'Keine früheren Anfragen zum Vergleich; seitdem 1.200 Anfragen',
    );
  });

  it('is the server’s where its verdicts are unknown', () => {
    const p95 = { before: 1, after: 1, verdict: '' as never };
    expect(deployText({ ...broken(1), message: 'in the server’s words', p95_ms: p95 }, inGerman)).to.eql(
      'in the server’s words',
    );
  });
});
