import { DEFAULT_LIMITS, DEFAULT_WINDOW_SECONDS } from '../../../server/contract/index.js';
import fc from 'fast-check';
import { parseChecks } from '../../../widget/data/checks.js';
import { liveSeries } from '../../../widget/model/charts/live-series.js';
import { viewModel } from '../../../widget/model/view-model.js';
import { checkFacts, featureFacts, processFacts } from '../../../widget/model/text/facts.js';
import { parseMetrics } from '../../../widget/data/parse-metrics.js';
import { emptySnapshot } from '../../../widget/data/snapshot.js';
import { alertList } from '../../../widget/views/alerts.js';
import { figuresTable } from '../../../widget/views/tables/figures-table.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { allCharts } from '../support/charts.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';

const core = { status: 'healthy', timestamp: '2026-11-23T21:00:00.000Z', summary: {} };

/** Reads an answer and makes everything of it that can be shown. */
function show(json: unknown): void {
  const metrics = parseMetrics(json);
  if (typeof metrics === 'string') return;
  const snapshot = { ...emptySnapshot, metrics, lastSuccess: NOW, interval: 5000 };
  viewModel(snapshot, display);
  for (const chart of allCharts(liveSeries(metrics, display), display)) chart.times.forEach(chart.clock);
  alertList(metrics, display, 10);
  figuresTable(viewModel(snapshot, display), 'caption');
  processFacts(metrics, display);
  featureFacts(metrics, display);
  checkFacts(metrics, parseChecks(json), display);
}

describe('an answer', () => {
  it('of a monitor is read as it is', () => {
    for (const make of Object.values(fixtures)) {
      const metrics = make(NOW);
      expect(parseMetrics(JSON.parse(JSON.stringify(metrics)))).to.eql(metrics);
    }
  });

  it('that is none is refused with the field that is missing', () => {
    for (const json of [null, undefined, 1, 'text', [], {}, { status: 'fine' }, { status: ['healthy'] }]) {
      expect(parseMetrics(json), JSON.stringify(json)).to.eql('status');
    }
    expect(parseMetrics({ ...core, timestamp: 'soon' })).to.eql('timestamp');
    expect(parseMetrics({ ...core, timestamp: 1_795_467_000 })).to.eql('timestamp');
    expect(parseMetrics({ ...core, summary: null })).to.eql('summary');
    expect(parseMetrics({ ...core, summary: [] })).to.eql('summary');
  });

  it('with nothing but its core is that of an idle monitor', () => {
    expect(parseMetrics(core)).to.deep.include({
      status: 'healthy',
      reasons: [],
      window_seconds: DEFAULT_WINDOW_SECONDS,
      limits: DEFAULT_LIMITS,
      endpoints: [],
      alerts: [],
      mutes: [],
      checks: [],
      deploy: null,
    });
  });

  it('of an older monitor, whose alerts have no evidence, is read too', () => {
    const { alerts: given } = fixtures.degraded(NOW);
    const older = given.map(({ id, type, severity, state, message, timestamp }) => ({
      ...{ id, type, severity, state, message, timestamp },
    }));
    const metrics = parseMetrics({ ...core, alerts: older });
    if (typeof metrics === 'string') throw new Error(metrics);
    expect(metrics.alerts[0]).to.deep.include({
      evidence: null,
      acknowledged: null,
      muted_until: null,
      flapping: false,
    });
  });

  it('with garbage for evidence, deploy or checks has none', () => {
    const [alert] = fixtures.degraded(NOW).alerts;
    for (const garbage of [1, 'text', [], true]) {
      const metrics = parseMetrics({
        ...core,
        alerts: [{ ...alert, evidence: garbage }],
        deploy: garbage,
        checks: garbage,
      });
      if (typeof metrics === 'string') throw new Error(metrics);
      expect(metrics.alerts[0]?.evidence).to.eql(null);
      expect(metrics.deploy).to.eql(null);
      expect(metrics.checks).to.eql([]);
    }
  });

  it('has no number that is negative, infinite or too large to reckon with', () => {
    const summary = { total_requests: -1, window_requests: 1e308, in_flight: '3', active_sessions: null };
    expect(parseMetrics({ ...core, summary }))
      .to.have.property('summary')
      .that.includes({
        total_requests: 0,
        window_requests: Number.MAX_SAFE_INTEGER,
        in_flight: 0,
        active_sessions: 0,
      });
  });

  it('may use names that mean something to JavaScript', () => {
    const json: unknown = JSON.parse(`{ "status": "healthy", "timestamp": "${core.timestamp}", "summary": {},
      "feature_usage": { "__proto__": 1, "constructor": 2, "toString": 3 }, "errors": { "recent___proto__": 4 } }`);
    const metrics = parseMetrics(json);
    if (typeof metrics === 'string') throw new Error(metrics);
    expect(Object.entries(metrics.feature_usage)).to.have.deep.members([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ]);
    expect(Object.entries(parseChecks(JSON.parse('{ "checks": { "__proto__": "healthy" } }')) ?? {})).to.have.length(1);
  });

  it('is read whatever the entries of its lists lack, even if they have only a name', () => {
    for (const make of Object.values(fixtures)) {
      const whole: unknown = JSON.parse(JSON.stringify(make(NOW)));
      for (const path of pathsOfLists(whole)) {
        const bare = (at(whole, path) as object[]).map(() => ({ name: 'mail' }));
        show(replacedAt(whole, path, bare));
      }
    }
  });

  it('may lie beyond the end of time', () => {
    show({ ...core, series: { start: '+275760-09-13T00:00:00.000Z', step_seconds: 1e308, requests: [1, 2, 3] } });
  });

  it('is cut where nobody would read on', () => {
    const endpoint = { endpoint: 'x'.repeat(10_000), method: 'GET', requests: 1 };
    const metrics = parseMetrics({ ...core, endpoints: Array.from({ length: 5000 }, () => endpoint) });
    if (typeof metrics === 'string') throw new Error(metrics);
    expect(metrics.endpoints.length).to.be.lessThan(1000);
    expect(metrics.endpoints[0]?.endpoint).to.have.length(500);
  });

  it('never makes anything throw, whatever it is', () => {
    fc.assert(fc.property(fc.jsonValue(), show), { numRuns: 300 });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => show({ ...core, ...(value as object) })),
      { numRuns: 300 },
    );
  });

  it('never makes anything throw when any of its fields holds anything', () => {
    const whole = JSON.parse(JSON.stringify(fixtures.degraded(NOW))) as Record<string, unknown>;
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        NaN,
        Infinity,
        -1e308,
        1e308,
        '',
        '__proto__',
        [],
        {},
        null,
        [null],
        [[[]]],
        new Date(NaN),
      ),
    );
    const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, anything, (steps, value) => show(replaceAt(whole, steps, value))),
      { numRuns: 2000 },
    );
  });
});

describe('the checks', () => {
  it('are none when the answer is no detailed health', () => {
    for (const json of [null, 'text', [], {}, { checks: null }, { checks: [] }]) expect(parseChecks(json)).to.eql(null);
  });
});

/** Where an answer has lists of objects. */
function pathsOfLists(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value) && value.some((entry) => typeof entry === 'object' && entry !== null);
  return [
    ...(isList ? [path] : []),
    ...Object.entries(value).flatMap(([key, part]) => pathsOfLists(part, [...path, key])),
  ];
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((part, key) => (part as Record<string, unknown>)[key], value);
}

/** A copy with another value at a path. */
function replacedAt(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const copy = (Array.isArray(target) ? (target as unknown[]).slice() : { ...(target as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = rest.length === 0 ? value : replacedAt(copy[key], rest, value);
  return copy;
}

/** A copy with the value at a path, whose steps choose among the keys that there are. */
function replaceAt(target: unknown, [step = 0, ...rest]: number[], value: unknown): unknown {
  if (typeof target !== 'object' || target === null) return value;
  const keys = Object.keys(target);
  const key = keys[step % keys.length];
  if (key === undefined) return value;
  const copy = Array.isArray(target) ? (target as unknown[]).slice() : { ...target };
  const inner = (target as Record<string, unknown>)[key];
  (copy as Record<string, unknown>)[key] = rest.length === 0 ? value : replaceAt(inner, rest, value);
  return copy;
}
