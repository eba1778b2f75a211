import fc from 'fast-check';
import { messageOf } from '../../server/alerts/alert-message.js';
import {
  ALERT_METRICS,
  type AlertMessage,
  type CheckFigures,
  COMPARISONS,
  type DeployVerdict,
} from '../../server/contract/index.js';
import { compareDeploy, type DeployFigures } from '../../server/deploys/compare-deploy.js';
import { evaluateLevel, INITIAL_LEVEL_STATE } from '../../server/evaluation/level.js';
import { overallLevel } from '../../server/evaluation/overall-level.js';
import { formatFor } from '../../widget/model/format.js';
import { german } from '../../widget/strings/de.js';
import { english } from '../../widget/strings/en.js';
import { deployText } from '../../widget/strings/deploy-text.js';
import { alertText, reasonText } from '../../widget/strings/messages.js';
import { expect } from './support/expect.js';

const inEnglish = { strings: english, format: formatFor('en') };
const inGerman = { strings: german, format: formatFor('de') };
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
};
const orNull = (values: string[]) => fc.constantFrom(null, ...values);
const value = fc.integer({ min: 0, max: 10_000_000 }).map((thousandths) => thousandths / 1000);
const alerts = fc.record({
  type: fc.constant('mine'),
  message: fc.constant(''),
  condition: fc.record({
    metric: fc.constantFrom(...ALERT_METRICS),
    comparison: fc.constantFrom(...COMPARISONS),
    error_class: orNull(['5xx', 'payment_declined']),
    check: orNull(['database']),
    endpoint: fc.constant('/items/:id'),
    method: orNull(['GET']),
  }),
  value,
  unit: fc.constantFrom('%', 'ms', '/s', 'count'),
  threshold: fc.oneof(value, fc.constantFrom(0.5, 5, 500)),
  window_seconds: fc.constantFrom(0, 60, 300, 600),
  flapping: fc.boolean(),
});

function figures(requests: number, failed: number, p95: number, endpoints: DeployFigures['endpoints'] = []) {
  const latency = {
    count: requests,
    base: 1.01,
    quantile: () => (requests === 0 ? null : p95),
    countOver: (limit: number) => (p95 > limit ? Math.ceil(requests / 2) : 0),
  };
  return { requests, failed, latency, endpoints };
}

describe('the message of an alert', () => {
  it('reads in English as the server’s', () => {
    fc.assert(fc.property(alerts, (alert) => asServer(alertText(alert, inEnglish)) === messageOf(alert)));
  });

  it('is in the language of the element, numbers too', () => {
    expect(plain(alertText(ALERT, inGerman))).to.eql('P95-Latenz 1.612 ms (Grenzwert 500 ms, letzte 60 s)');
    const count = { ...CONDITION, metric: 'count', error_class: '5xx', endpoint: '/a', method: 'GET' } as const;
    const counted = { ...ALERT, condition: count, value: 7, unit: 'count', threshold: 5, flapping: true } as const;
    expect(plain(alertText(counted, inGerman))).to.eql(
      '7 Fehler der Klasse 5xx bei GET /a (Grenzwert 5, letzte 60 s); kommt und geht, als ein Alarm geführt',
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
  const limits = { errorRatePercent: [1, 5], p95Ms: [200, 500] } as const;
  const level = (requests: number, failed: number, p95: number) =>
    evaluateLevel(figures(requests, failed, p95), INITIAL_LEVEL_STATE, limits, 0);
  const firing = { ...ALERT, severity: 'critical' } as const;
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
  const endpoint = (name: string, requests: number, failed: number) => ({
    ...figures(requests, failed, 50),
    endpoint: name,
    method: 'GET',
  });
  const broken = (count: number): DeployVerdict => {
    const all = (failed: number) => Array.from({ length: count }, (_, index) => endpoint(`/${index}`, 1000, failed));
    return compareDeploy(figures(40_000, 200, 128, all(0)), figures(31_204, 125, 131, all(900)), 1800);
  };

  it('reads in English as the server’s', () => {
    const side = fc.tuple(fc.constantFrom(0, 1, 40, 5000), fc.double({ min: 0, max: 1, noNaN: true }), value);
    fc.assert(
      fc.property(side, side, ([before, bad, was], [after, worse, is]) => {
        const [then, now] = [
          figures(before, Math.floor(before * bad), was),
          figures(after, Math.floor(after * worse), is),
        ];
        const comparison = compareDeploy(then, now, 600);
        return asServer(deployText(comparison, inEnglish)) === asServer(comparison.message);
      }),
    );
    for (const count of [1, 3, 5]) {
      expect(asServer(deployText(broken(count), inEnglish))).to.eql(asServer(broken(count).message));
    }
  });

  it('is in the language of the element', () => {
    expect(plain(deployText(broken(4), inGerman))).to.eql(
      'Fehlerrate 0,4 % (vorher 0,5 %, kein Unterschied), P95 131 ms (vorher 128 ms, kein Unterschied); 31.204 Anfragen; schlechter: GET /0, GET /1, GET /2, 1 weitere',
    );
    const nothing = figures(0, 0, 0);
    expect(deployText(compareDeploy(nothing, nothing, 0), inGerman)).to.eql('Noch keine Anfragen');
    expect(deployText(compareDeploy(nothing, figures(1200, 3, 50), 1800), inGerman)).to.eql(
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
