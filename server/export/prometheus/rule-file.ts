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
import { QUANTILES, type Rule } from '../../options/rule.js';
import { denseBounds } from './exposition.js';
import { equals, errorRate, type Matchers, metric, percentile, sumOf, upTo } from './promql.js';
import { quoted } from './text-format.js';

const BY = 'job';
/** What the file records of a rule: what it counts, of how many requests, and E. */
const COUNTED = 'align_monitor_rule:counted';
const REQUESTS = 'align_monitor_rule:requests';
const EVIDENCE = 'align_monitor_rule:evidence';
/** A range has to hold several scrapes, which are 15 s apart as a rule. */
const SHORTEST_SECONDS = 60;

/** A rule of the file. */
type FileRule = { record: string; expr: string; labels: Record<string, string> } | AlertingRule;

interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  keep_firing_for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Counts over a range of so many seconds, as PromQL. */
type Counts = (seconds: number) => { counted: string; requests: string };

/** The rule file, in YAML. */
export function ruleFile(rules: readonly Rule[]): string {
  // Only the process itself knows which errors are new.
  const lines = rules
    .filter(({ metric }) => metric !== 'new_error')
    .flatMap(rulesOf)
    .flatMap((rule) =>
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
  return ['groups:', '  - name: align-monitor', `    rules:${lines.length === 0 ? ' []' : ''}`, ...lines, ''].join(
    '\n',
  );
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
  if (quantile !== undefined) {
    return rule.endpoint === null
      ? percentile(quantile, [], range, BY)
      : percentile(quantile, matchersOf(rule), range, BY, DURATION);
  }
  switch (rule.metric) {
    case 'error_rate':
      return rule.endpoint === null ? errorRate([], range, BY) : `100 * ${counted} / ${requests}`;
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

const DURATION = 'http_server_request_duration_seconds';

function requestsOf({ endpoint }: Rule): string {
  return endpoint === null ? 'align_monitor_requests_total' : `${DURATION}_count`;
}

function matchersOf({ endpoint }: Rule): Matchers {
  if (endpoint === null) return [];
  const { template, method } = endpoint;
  return [equals('http_route', template), ...(method === null ? [] : [equals('http_request_method', method)])];
}

function countsOf(rule: Rule): Counts {
  const matchers = matchersOf(rule);
  const isWhole = rule.endpoint === null;
  return (seconds) => {
    const range = durationOf(seconds);
    const increase = (name: string, more: Matchers = []): string =>
      sumOf('increase', name, [...matchers, ...more], range, BY);
    if (QUANTILES[rule.metric] !== undefined) {
      const name = isWhole ? 'align_monitor_request_duration_seconds' : DURATION;
      const bounds = isWhole ? denseBounds() : DURATION_BOUNDS_MS.map((ms) => ms / 1000);
      const bound = bounds.find((seconds) => seconds * 1000 >= rule.threshold) ?? bounds.at(-1) ?? 0;
      const requests = increase(`${name}_count`);
      return { requests, counted: `(${requests} - ${increase(`${name}_bucket`, [upTo(bound)])})` };
    }
    const requests = increase(requestsOf(rule));
    if (rule.metric !== 'count') {
      return { requests, counted: increase(`align_monitor_${isWhole ? '' : 'endpoint_'}failures_total`) };
    }
    const errorClass = rule.errorClass ?? '';
    return {
      requests,
      counted: isWhole
        ? increase('align_monitor_errors_total', [equals('type', errorClass)])
        : increase(`${DURATION}_count`, [equals('error_type', errorClass)]),
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
  const { errorClass, check, endpoint } = rule;
  if (rule.metric === 'check') return `Check ${literal(check ?? '')} of {{ $labels.job }} fails`;
  const of = errorClass === null ? '' : ` ${literal(errorClass)}`;
  const at = endpoint === null ? '' : ` at ${literal([endpoint.method, endpoint.template].filter(Boolean).join(' '))}`;
  const value = inUnit('{{ printf "%.4g" $value }}');
  const last = rule.window === 0 || rule.metric === 'affected_sessions' ? '' : `, last ${rangeOf(rule)} s`;
  return `${rule.metric}${of} of {{ $labels.job }}${at} is ${value} (limit ${inUnit(rule.threshold)}${last})`;
}

/** A text that a template prints as it is. */
function literal(text: string): string {
  return text.includes('{{') ? `{{ ${quoted(text)} }}` : text;
}
