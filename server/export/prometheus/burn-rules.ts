/**
 * Rules about error budgets of 30 days: multiwindow, multi-burn-rate alerts with the factors and windows of the Site
 * Reliability Workbook, chapter 5, table 5-8 (https://sre.google/workbook/alerting-on-slos/). The short window ends an
 * alert soon after its cause.
 */

import type { Severity } from '../../contract/index.js';
import type { Objective } from '../../options/objectives.js';
import { DURATION, ENDPOINT_FAILURES, sumOfEndpoints } from './endpoint-queries.js';
import { equals, metric, sumOf } from './promql.js';
import type { FileRule } from './rule-file.js';
import { literal } from './text-format.js';

const RATIO = 'align_monitor_objective:error_ratio';
const RANGES = ['5m', '30m', '1h', '6h', '3d'] as const;
type Range = (typeof RANGES)[number];

/** How many times faster than allowed a budget is used, over which windows. */
const BURN_RATES: Record<Severity, readonly [factor: number, long: Range, short: Range][]> = {
  critical: [
    [14.4, '1h', '5m'],
    [6, '6h', '30m'],
  ],
  warning: [[1, '3d', '6h']],
};

/** Of each objective, the shares of its requests that fail over each window, and an alert of each severity. */
export function burnRules(objectives: readonly Objective[], by: string): FileRule[] {
  return objectives.flatMap((objective) => [
    ...RANGES.map((range) => ({
      record: RATIO,
      expr: ratioOf(objective, range, by),
      labels: labelsOf(objective, range),
    })),
    alertOf(objective, 'critical', by),
    alertOf(objective, 'warning', by),
  ]);
}

function labelsOf({ name }: Objective, window: Range): Record<string, string> {
  return { objective: name, window };
}

function ratioOf({ endpoints }: Objective, range: Range, by: string): string {
  if (endpoints.length === 0) {
    const failures = sumOf('rate', 'align_monitor_failures_total', [], range, by);
    return `${failures}\n/ ${sumOf('rate', 'align_monitor_requests_total', [], range, by)}`;
  }
  const failures = sumOfEndpoints('rate', ENDPOINT_FAILURES, endpoints, range, by);
  return `${failures}\n/ ${sumOfEndpoints('rate', `${DURATION}_count`, endpoints, range, by)}`;
}

function alertOf(objective: Objective, severity: Severity, by: string): FileRule {
  const { name, targetPercent } = objective;
  const allowed = 1 - targetPercent / 100;
  const over = (factor: number, range: Range): string => {
    const matchers = Object.entries(labelsOf(objective, range)).map(([label, value]) => equals(label, value));
    return `${metric(RATIO, matchers)} > ${Number((factor * allowed).toPrecision(6))}`;
  };
  const pairs = BURN_RATES[severity].map(
    ([factor, long, short]) => `(\n  ${over(factor, long)}\n  and on (${by})\n  ${over(factor, short)}\n)`,
  );
  const speed = severity === 'critical' ? 'fast' : 'slow';
  return {
    alert: `error_budget_${speed}_burn`,
    expr: pairs.join(`\nor on (${by}) `),
    // Labels of alerts are templates.
    labels: { severity, objective: literal(name) },
    annotations: {
      summary:
        `${literal(name)} of {{ $labels.job }}: {{ $value | humanizePercentage }} of requests fail, ` +
        `of which the objective allows ${Number((100 * allowed).toPrecision(6))} %`,
    },
  };
}
