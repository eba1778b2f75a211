/**
 * Whether the level healthy can be believed. The server judges every five seconds, but its figures are those of the
 * moment: they may be newer than the verdict, or too few for one.
 */

import { GATES } from '../evaluation/judgement.js';
import { canJudge } from '../evaluation/level.js';
import { HEALTHY_FAILURE_SHARE, isEvidence } from '../statistics/evidence-gate.js';
import type { HealthAnswer, MetricsAnswer } from './check-client.js';

/** Where the app does not tell its limits; those that an app has unless it sets others. */
const DEFAULT_LIMITS = { error_rate_percent: [1], p95_ms: [200] } as const;

/**
 * Why the level healthy is no verdict on the figures that it is shown with: a figure is over its limit, and the requests
 * are too few, or newer than the verdict. Undefined where it is one. A latency over its limit is only asked to be judged:
 * the first requests of a process are slow.
 */
export function missingVerdict(health: HealthAnswer, metrics: MetricsAnswer | undefined): string | undefined {
  if (health.status !== 'healthy') return undefined;
  const { limits = DEFAULT_LIMITS, status = 'healthy', too_few_to_judge: isTooFew = false } = metrics ?? {};
  if (status !== 'healthy') return NEWER;
  const [errorLimit] = limits.error_rate_percent;
  const [p95Limit] = limits.p95_ms;
  const { all, judged } = stepsOf(metrics);
  if ((health.error_rate_percent ?? 0) > errorLimit) {
    if (metrics === undefined) return '/metrics does not tell what it is judged by';
    const healthyShare = Math.min(HEALTHY_FAILURE_SHARE, errorLimit / 100);
    const isEvident = ({ failed, requests }: Counted): boolean =>
      isEvidence(failed, requests, { healthyShare, tail: GATES.warning });
    // Endpoints with limits of their own are evidence in these figures, and not for the server.
    if (isEvident(all) && !isEvident(judged)) return NEWER;
    if (isTooFew || (metrics.series !== undefined && !canJudge(judged.requests, healthyShare)))
      return 'too few requests to judge';
  }
  const isSlow = metrics?.series !== undefined && (health.p95_latency_ms ?? 0) > p95Limit;
  return isSlow && judged.highestP95 <= p95Limit ? NEWER : undefined;
}

const NEWER = 'the requests are newer than the last verdict';

interface Counted {
  requests: number;
  failed: number;
}

/** The window's figures, and those of the steps that had ended when the last verdict was made. */
function stepsOf(metrics: MetricsAnswer | undefined): { all: Counted; judged: Counted & { highestP95: number } } {
  const { series, evaluated_at: evaluatedAt = 0 } = metrics ?? {};
  const all = { requests: 0, failed: 0 };
  const judged = { requests: 0, failed: 0, highestP95: 0 };
  series?.requests.forEach((requests, index) => {
    const isJudged = series.start + (index + 1) * series.step_seconds * 1000 <= evaluatedAt;
    for (const sum of isJudged ? [all, judged] : [all]) {
      sum.requests += requests ?? 0;
      sum.failed += series.failed[index] ?? 0;
    }
    if (isJudged) judged.highestP95 = Math.max(judged.highestP95, series.p95_ms[index] ?? 0);
  });
  return { all, judged };
}
