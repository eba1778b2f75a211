/**
 * Compares an app with how it was before, from the steps of `GET /metrics/history`: the time since the last deploy, or
 * else the last five minutes, with a time before it.
 */

import {
  type DeployComparison,
  HISTORY_RANGE_NAMES,
  HISTORY_RANGES,
  type HistoryRange,
  LONGEST_RANGE,
  type Verdict,
} from '../contract/index.js';
import { hypergeometricUpperTail } from '../statistics/hypergeometric.js';
import { compareErrorRate, p95Matters, weightiest } from '../deploys/compare-figures.js';
import type { TimedShare } from '../deploys/strata.js';
import { percentText } from '../deploys/deploy-message.js';
import type { MetricsAnswer, StepsAnswer } from './check-client.js';
import type { Figure } from './check-output.js';
import { durationText } from './duration.js';

/** Two adjacent periods, milliseconds since 1970. */
export interface BaselineSpan {
  from: number;
  start: number;
  /** The finest history that reaches back to `from`. */
  range: HistoryRange;
  /** The version that was deployed at `start`; null without a deploy. */
  version: string | null;
  baselineSeconds: number;
}

/** The comparison and a sentence about it. */
export interface BaselineResult {
  /** A gate treats "better" as no difference. */
  verdict: Exclude<Verdict, 'better'>;
  text: string;
  /** The figures that the text has. */
  told: readonly Figure[];
}

type Step = StepsAnswer['steps'][number];

/** Older deploys are not compared: their verdict is final. */
const DEPLOY_MS = 30 * 60_000;
const RECENT_MS = 5 * 60_000;
/** Two figures, each in two directions, share one false "worse" or "better" in 1,000. */
const SIGNIFICANCE = 0.001 / 4;
const MIN_SECONDS = 30;
/** With fewer requests a step's P95 is little more than its slowest request. */
const MIN_STEP_REQUESTS = 20;
/** The share of earlier steps whose P95 lies above the one that later steps are compared with. */
const SLOW_STEPS = 0.1;

/** The periods to compare. */
export function baselineSpan({ timestamp, deploy }: MetricsAnswer, baselineSeconds: number): BaselineSpan {
  const isRecent = deploy !== null && deploy.time <= timestamp && deploy.time >= timestamp - DEPLOY_MS;
  const start = isRecent ? deploy.time : timestamp - RECENT_MS;
  const from = start - baselineSeconds * 1000;
  const range =
    HISTORY_RANGE_NAMES.find((name) => timestamp - from <= HISTORY_RANGES[name].seconds * 1000) ?? LONGEST_RANGE;
  return { from, start, range, version: isRecent ? deploy.version : null, baselineSeconds };
}

/**
 * Compares the two periods; a step that lies in both counts in neither. Where they meet at a deploy, the server's verdict
 * counts too, and its P95 is used: it rests on all latencies of half an hour, and on each endpoint.
 */
export function compareBaseline(span: BaselineSpan, history: StepsAnswer, metrics: MetricsAnswer): BaselineResult {
  const stepMs = history.step_seconds * 1000;
  const known = history.steps.filter((step) => step.requests !== null);
  const before = known.filter(({ t }) => t >= span.from && t + stepMs <= span.start);
  const after = known.filter(({ t }) => t >= span.start);
  const comparison = span.version === null ? null : (metrics.deploy?.comparison ?? null);
  if (span.version !== null && comparison?.verdict === 'worse') {
    return {
      verdict: 'worse',
      text: `worse since ${span.version}: ${comparison.message}`,
      told: ['error rate', 'P95'],
    };
  }
  const isEarly = after.length * history.step_seconds < MIN_SECONDS;
  const errorRate = compareErrorRate(sharesOf(before, stepMs), sharesOf(after, stepMs), SIGNIFICANCE);
  const p95 = comparison?.p95_ms ?? compareStepP95(before, after);
  const verdict = isEarly ? 'too early to say' : weightiest([errorRate.verdict, p95.verdict]);
  const since = span.version === null ? '' : ` since ${span.version}`;
  const figures = [
    {
      figure: errorRate,
      text: `error rate ${percentText(errorRate.after)}${since} (was ${percentText(errorRate.before)})`,
    },
    { figure: p95, text: latencyText(p95) },
  ].filter(({ figure }) => !['worse', 'too early to say'].includes(verdict) || figure.verdict === verdict || isEarly);
  const when = `${durationText(span.baselineSeconds)} before${span.version === null ? '' : ` ${span.version}`}`;
  const texts = figures.map(({ figure, text }) =>
    figure.verdict === 'too early to say' ? `${text}, too early to say` : text,
  );
  return {
    verdict: verdict === 'better' ? 'no difference' : verdict,
    text: `${OPENINGS[verdict]} the ${when}: ${texts.join(', ')}`,
    told: ['error rate'],
  };
}

const OPENINGS: Record<Verdict, string> = {
  worse: 'worse than',
  'too early to say': 'too early to compare with',
  better: 'better than',
  'no difference': 'no worse than',
};

/**
 * How much latency has changed. The P95 on the line is that of the window; those compared here are of other times, and
 * of steps, so that only their ratio is told.
 */
function latencyText({ before, after }: DeployComparison): string {
  if (before === null || after === null) return 'latency not known';
  if (!p95Matters(before, after)) return 'latency about the same';
  if (after >= 3 * before) return `latency ${Math.round(after / before)} times as high`;
  return `latency ${Math.round(100 * Math.abs(after / before - 1))} % ${after > before ? 'higher' : 'lower'}`;
}

function sharesOf(steps: readonly Step[], stepMs: number): TimedShare[] {
  return steps.map(({ t, requests, failed }) => ({
    from: t,
    to: t + stepMs,
    marked: failed ?? 0,
    count: requests ?? 0,
  }));
}

/**
 * Percentiles of steps cannot be merged, so each step is one observation: an exceedance test (see
 * deploys/compare-figures.ts) on how many later steps have a P95 that only one in ten earlier steps exceeded. The figures
 * are the medians of the steps' P95.
 */
function compareStepP95(before: readonly Step[], after: readonly Step[]): DeployComparison {
  const earlier = stepP95s(before);
  const later = stepP95s(after);
  const was = medianOf(earlier);
  const is = medianOf(later);
  const beyond = Math.floor(SLOW_STEPS * earlier.length);
  const limit = earlier[earlier.length - 1 - beyond];
  if (was === null || is === null || limit === undefined)
    return { before: was, after: is, verdict: 'too early to say' };
  const reference = { marked: beyond, count: earlier.length };
  const chanceOf = (marked: number): number => hypergeometricUpperTail({ marked, count: later.length }, reference);
  if (chanceOf(later.length) > SIGNIFICANCE) return { before: was, after: is, verdict: 'too early to say' };
  const isSure = chanceOf(later.filter((p95) => p95 > limit).length) <= SIGNIFICANCE;
  const isWorse = isSure && is > was && p95Matters(was, is);
  return { before: was, after: is, verdict: isWorse ? 'worse' : 'no difference' };
}

/** Ascending. */
function stepP95s(steps: readonly Step[]): number[] {
  return steps
    .flatMap(({ requests, p95_ms }) => (p95_ms !== null && (requests ?? 0) >= MIN_STEP_REQUESTS ? [p95_ms] : []))
    .sort((a, b) => a - b);
}

/** The lower of two middle ones; null when there is nothing. */
function medianOf(ascending: readonly number[]): number | null {
  return ascending[Math.ceil(ascending.length / 2) - 1] ?? null;
}
