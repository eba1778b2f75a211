/**
 * The alert rules of a monitor as a rule file of Prometheus, for all instances of a job together.
 *
 * The evidence gate is an exact binomial tail, which PromQL cannot compute. In its place is Chernoff's bound for it: k of n
 * requests have, where p of them is the healthy share, a probability of at most exp(-E) with
 * E = k × (ln(k ÷ pn) − 1) + pn, if k > pn (Mitzenmacher and Upfal, Probability and Computing, theorem 4.4). Whatever
 * passes the bound passes the gate.
 */

import { BUSY_MARGIN, EVIDENCE_SECONDS, PARTIAL_EVIDENCE, unitOf } from '../../alerts/rules/measurement.js';
import { DURATION_BOUNDS_MS } from '../../collector/endpoints/request-series.js';
import { endpointKeyText } from '../../options/endpoint-key.js';
import type { EndpointLimits } from '../../options/endpoint-limits.js';
import type { Objective } from '../../options/objectives.js';
import { QUANTILES, type Rule } from '../../options/rule.js';
import { burnRules } from './burn-rules.js';
import {
  boundOf,
  DURATION,
  ENDPOINT_FAILURES,
  matchersOf as matchersOfEndpoint,
  slowCounts,
  sumOfEndpoints,
  withoutEndpoints,
} from './endpoint-queries.js';
import { CALL_DURATION } from './dependency-metrics.js';
import { denseBounds } from './exposition.js';
import { equals, errorRate, type Matchers, metric, percentile, sumOf, upTo } from './promql.js';
import { literal } from './text-format.js';

const BY = 'job';
/** What the file records of a rule: what it counts, of how many requests, and E. */
const COUNTED = 'align_monitor_rule:counted';
const REQUESTS = 'align_monitor_rule:requests';
const EVIDENCE = 'align_monitor_rule:evidence';
/** A range has to hold several scrapes, which are 15 s apart as a rule. */
const SHORTEST_SECONDS = 60;

/** A rule of the file. */
export type FileRule = { record: string; expr: string; labels: Record<string, string> } | AlertingRule;

/** A rule that alerts. */
export interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  keep_firing_for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Counts over a range of so many seconds, as PromQL. */
type Counts = (seconds: number) => { counted: string; requests: string };

/**
 * The rule file, in YAML.
 * @param objectives for which it has rules about error budgets; none unless given
 */
export function ruleFile(rules: readonly Rule[], objectives: readonly Objective[] = []): string {
  // Only the process itself knows which errors are new.
  const known = rules.filter(({ metric }) => metric !== 'new_error');
  const lines = [...known.flatMap(rulesOf), ...burnRules(objectives, BY)].flatMap((rule) =>
    Object.entries<string | Record<string, string>>({ ...rule }).flatMap(([key, value], index) => {
      const start = index === 0 ? '      - ' : '        ';
      if (typeof value === 'string') {
        const isText = key !== 'expr';
        if (isText) return [`${start}${key}: ${JSON.stringify(value)}`];
        return [`${start}expr: |-`, ...value.split('\n').map((line) => `          ${line}`)];
      }
      const entries = Object.entries(value);
      return [`${start}${key}:`, ...entries.map(([name, text]) => `          ${name}: ${JSON.stringify(text)}`)];
    }),
  );
  return [
    ...remarksOf(rules),
    'groups:',
    '  - name: align-monitor',
    `    rules:${lines.length === 0 ? ' []' : ''}`,
    ...lines,
    '',
  ].join('\n');
}

/** What the rules of the file cannot do as the monitor does. */
function remarksOf(rules: readonly Rule[]): string[] {
  const latencies = rules.find(({ metric: of }) => of === 'slow_rate')?.endpointLimits?.latencies ?? [];
  const beyond = latencies.filter(({ limits }) => limits !== null && boundOf(limits[1]) === undefined);
  if (latencies.length === 0) return [];
  return [
    '# Latency limits of endpoints are rounded up to the bounds of their histogram, the last of which is 10 s.',
    ...beyond.map(
      ({ endpoint }) =>
        `# Beyond it is the limit of ${JSON.stringify(endpointKeyText(endpoint))}: here it is never slow.`,
    ),
  ];
}

/** The name that Prometheus has for one of the app's own numbers depends on its unit, which only the app knows. */
function rulesOf(rule: Rule): FileRule[] {
  if (rule.metric === 'instrument') return [];
  const counts = countsOf(rule);
  const conditions = [`${valueOf(rule)} ${comparisonOf(rule)}`];
  const seconds = rangeOf(rule);
  if (rule.minRequests > 0) conditions.push(`${counts(seconds).requests} >= ${rule.minRequests}`);
  const recorded: FileRule[] = [];
  const { gate } = rule;
  if (gate !== null) {
    const evidence = (over: number): string =>
      metric(EVIDENCE, [equals('alertname', rule.name), equals('window', durationOf(over))]);
    const needed = (tail: number): string => (-Math.log(tail)).toPrecision(4);
    const ranges = [...new Set([seconds, Math.max(seconds, EVIDENCE_SECONDS)])];
    for (const over of ranges) recorded.push(...evidenceOf(rule, over, gate.healthyShare));
    const own = `${evidence(seconds)} > ${needed(gate.tail)}`;
    const longer = `${evidence(EVIDENCE_SECONDS)} > ${needed(gate.tail)}`;
    const partial = `${evidence(seconds)} > ${needed(PARTIAL_EVIDENCE)}`;
    conditions.push(
      ranges.length === 1 ? own : `(\n  ${own}\n  or on (${BY})\n  (${partial} and on (${BY}) ${longer})\n)`,
    );
    if (rule.metric === 'count') {
      const { counted, requests } = counts(seconds);
      conditions.push(`${counted} > ${BUSY_MARGIN * gate.healthyShare} * ${requests}`);
    }
  }
  return [...recorded, alertOf(rule, conditions.join(`\nand on (${BY}) `))];
}

function alertOf(rule: Rule, expr: string): AlertingRule {
  const { name, severity, forSeconds, keepFiringSeconds } = rule;
  return {
    alert: name,
    expr,
    ...(forSeconds > 0 && { for: durationOf(forSeconds) }),
    ...(keepFiringSeconds > 0 && { keep_firing_for: durationOf(keepFiringSeconds) }),
    labels: { severity },
    annotations: { summary: summaryOf(rule) },
  };
}

/** Records how unlikely a rule's count over a range is in a healthy system. */
function evidenceOf(rule: Rule, seconds: number, healthyShare: number): FileRule[] {
  const { counted, requests } = countsOf(rule)(seconds);
  const window = durationOf(seconds);
  const labels = { alertname: rule.name, window };
  const matchers = [equals('alertname', rule.name), equals('window', window)];
  const count = metric(COUNTED, matchers);
  const expected = `${Number(healthyShare.toPrecision(6))} * ${metric(REQUESTS, matchers)}`;
  return [
    { record: COUNTED, expr: counted, labels },
    { record: REQUESTS, expr: requests, labels },
    {
      record: EVIDENCE,
      expr: `${count}\n  * (ln(${count} / (${expected})) - 1)\n  + ${expected}\nand ${count} > ${expected}`,
      labels,
    },
  ];
}

/** The value of a rule's metric, in its unit. */
function valueOf(rule: Rule): string {
  const range = durationOf(rangeOf(rule));
  const { counted, requests } = countsOf(rule)(rangeOf(rule));
  const quantile = QUANTILES[rule.metric];
  if (rule.metric === 'slow_rate') return `100 * ${counted} / ${requests}`;
  if (quantile !== undefined) {
    return isWhole(rule)
      ? percentile(quantile, [], range, BY)
      : percentile(quantile, matchersOf(rule), range, BY, durationsOf(rule));
  }
  switch (rule.metric) {
    case 'error_rate':
      return isWhole(rule) ? errorRate([], range, BY) : `100 * ${counted} / ${requests}`;
    case 'count':
      return counted;
    case 'requests_per_second':
      return sumOf('rate', requestsOf(rule), matchersOf(rule), range, BY);
    case 'active_sessions':
      return `sum by (${BY}) (align_monitor_active_sessions)`;
    case 'affected_sessions':
      // Over the monitor's own window: a scrape cannot tell whether it were the same sessions as in the one before.
      return `sum by (${BY}) (align_monitor_affected_sessions)`;
    case 'event_loop_delay':
      return `1000 * max by (${BY}) (nodejs_eventloop_lag_p99_seconds)`;
    default:
      return `min by (${BY}) (${metric('align_monitor_check_up', [equals('check', rule.check ?? '')])})`;
  }
}

/** A check is measured as 1 while it is degraded, and exposed as 0. */
function comparisonOf({ metric: of, comparison, threshold }: Rule): string {
  return of === 'check' ? '== 0' : `${comparison} ${threshold}`;
}

/** Whether a rule counts all requests of the app. */
function isWhole({ endpoint, dependency, endpointLimits }: Rule): boolean {
  return endpoint === null && dependency === null && endpointLimits?.hasErrorRates !== true;
}

/** Whether a rule is about the app, and not about an endpoint or a dependency. */
function isOfApp({ endpoint, dependency }: Rule): boolean {
  return endpoint === null && dependency === null;
}

/** The histogram of what a rule about an endpoint or a dependency covers. */
function durationsOf({ dependency }: Rule): string {
  return dependency === null ? DURATION : CALL_DURATION;
}

function failuresOf(rule: Rule): string {
  if (rule.dependency !== null) return 'align_monitor_dependency_failures_total';
  return isOfApp(rule) ? 'align_monitor_failures_total' : ENDPOINT_FAILURES;
}

function requestsOf(rule: Rule): string {
  return isOfApp(rule) ? 'align_monitor_requests_total' : `${durationsOf(rule)}_count`;
}

function matchersOf({ endpoint, dependency }: Rule): Matchers {
  if (dependency !== null) return [equals('dependency', dependency)];
  return endpoint === null ? [] : matchersOfEndpoint(endpoint);
}

/** Without the endpoints that have error rates of their own. */
function countsOfOthers({ metric: of, errorClass }: Rule, { otherErrorRates }: EndpointLimits, range: string) {
  const left = (name: string): string => sumOfEndpoints('increase', name, otherErrorRates, range, BY);
  const all = (name: string, matchers: Matchers = []): string => sumOf('increase', name, matchers, range, BY);
  const isClass = [equals('error_type', errorClass ?? '')];
  const ofClass = otherErrorRates.map(
    (key) => `increase(${metric(`${DURATION}_count`, [...matchersOfEndpoint(key), ...isClass])}[${range}])`,
  );
  return {
    requests: withoutEndpoints(all('align_monitor_requests_total'), left(`${DURATION}_count`)),
    counted:
      of === 'count'
        ? withoutEndpoints(
            all('align_monitor_errors_total', [equals('type', errorClass ?? '')]),
            `sum by (${BY}) (${ofClass.join(' or ')})`,
          )
        : withoutEndpoints(all('align_monitor_failures_total'), left(ENDPOINT_FAILURES)),
  };
}

function countsOf(rule: Rule): Counts {
  const matchers = matchersOf(rule);
  const ofApp = isOfApp(rule);
  const { endpointLimits, limitMs = Infinity } = rule;
  return (seconds) => {
    const range = durationOf(seconds);
    if (rule.metric === 'slow_rate') return slowCounts(endpointLimits, limitMs, range, BY);
    if (ofApp && endpointLimits?.hasErrorRates === true) return countsOfOthers(rule, endpointLimits, range);
    const increase = (name: string, more: Matchers = []): string =>
      sumOf('increase', name, [...matchers, ...more], range, BY);
    if (QUANTILES[rule.metric] !== undefined) {
      const name = ofApp ? 'align_monitor_request_duration_seconds' : durationsOf(rule);
      const bounds = ofApp ? denseBounds() : DURATION_BOUNDS_MS.map((ms) => ms / 1000);
      const bound = bounds.find((seconds) => seconds * 1000 >= rule.threshold) ?? bounds.at(-1) ?? 0;
      const requests = increase(`${name}_count`);
      return { requests, counted: `(${requests} - ${increase(`${name}_bucket`, [upTo(bound)])})` };
    }
    const requests = increase(requestsOf(rule));
    if (rule.metric !== 'count') return { requests, counted: increase(failuresOf(rule)) };
    const errorClass = rule.errorClass ?? '';
    if (rule.dependency !== null) {
      return { requests, counted: increase(failuresOf(rule), [equals('failure', errorClass)]) };
    }
    return {
      requests,
      counted: ofApp
        ? increase('align_monitor_errors_total', [equals('type', errorClass)])
        : increase(`${durationsOf(rule)}_count`, [equals('error_type', errorClass)]),
    };
  };
}

function rangeOf({ window }: Rule): number {
  return Math.max(SHORTEST_SECONDS, window);
}

function durationOf(seconds: number): string {
  if (Number.isInteger(seconds / 60)) return `${seconds / 60}m`;
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

function summaryOf(rule: Rule): string {
  const unit = unitOf(rule.metric);
  const inUnit = (figure: string | number): string => (unit === 'count' ? `${figure}` : `${figure} ${unit}`);
  const { errorClass, check, endpoint, dependency } = rule;
  if (rule.metric === 'check') return `Check ${literal(check ?? '')} of {{ $labels.job }} fails`;
  const of = errorClass === null ? '' : ` ${literal(errorClass)}`;
  const at = endpoint === null ? '' : ` at ${literal([endpoint.method, endpoint.template].filter(Boolean).join(' '))}`;
  const to = dependency === null ? '' : ` for ${literal(dependency)}`;
  const value = inUnit('{{ printf "%.4g" $value }}');
  const last = rule.window === 0 || rule.metric === 'affected_sessions' ? '' : `, last ${rangeOf(rule)} s`;
  return `${rule.metric}${of} of {{ $labels.job }}${at}${to} is ${value} (limit ${inUnit(rule.threshold)}${last})`;
}
