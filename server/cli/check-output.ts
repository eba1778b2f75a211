/**
 * The one line and the exit code of `align-monitor check`, as monitoring plugins write them
 * (https://www.monitoring-plugins.org/doc/guidelines.html): a word, what is the matter, a bar, performance data.
 */

import { redact } from '../text/redact.js';
import type { Level } from '../contract/index.js';
import { millisecondsText, percentText } from '../deploys/deploy-message.js';
import type { HealthAnswer, MetricsAnswer } from './check-client.js';

/** 0 healthy, 1 warning, 2 degraded, 3 unknown. */
export type ExitCode = 0 | 1 | 2 | 3;

/** The result of the command. */
export interface CheckResult {
  code: ExitCode;
  text: string;
  /** Performance data; empty when there are no figures. */
  figures: string;
  /** What to do; nothing when all is well. */
  advice?: string | undefined;
}

type Limits = MetricsAnswer['limits'];

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
const CODES: Record<Level, ExitCode> = { healthy: 0, warning: 1, degraded: 2 };
const MAX_REASONS = 3;
/** Nagios reads 4 kB of a line. */
const MAX_TEXT = 1000;

/** The result as one line. */
export function resultLine({ code, text, figures, advice }: CheckResult): string {
  // In names and messages from outside a bar would start the performance data.
  const plain = clauses(redact(text, MAX_TEXT), advice).replaceAll('|', '/').trim();
  return `${WORDS[code]} - ${plain}${figures === '' ? '' : ` | ${figures}`}`;
}

/** Several texts in one sentence; what comes from elsewhere may end with a full stop. */
export function clauses(...texts: readonly (string | undefined)[]): string {
  const said = texts.filter((text) => text !== undefined);
  return said.map((text, index) => (index === said.length - 1 ? text : text.replace(/\.+\s*$/, ''))).join('; ');
}

/** A figure that both the level and a comparison have. */
export type Figure = 'error rate' | 'P95';

/** What is known beside the level. */
export interface HealthContext {
  /** Without it there are no limits. */
  metrics?: MetricsAnswer | undefined;
  /** The address of the page. */
  page: string;
  /** The figures that a comparison tells, so that none is told twice with two meanings. */
  told?: readonly Figure[];
  /** Why the level healthy is no verdict on the figures; see `missingVerdict`. */
  missing?: string | undefined;
  /** What the app says of the token; undefined where it is right or there is none. */
  wrongToken?: string | undefined;
}

/** What to do where it is too early to judge or to compare. */
export const WAIT_OR_ACCEPT = 'let it run and wait longer with --wait, or take that for good with --accept-unknown';

const ADVICE: Record<Level, string | undefined> = {
  healthy: undefined,
  warning: 'deployable, but watch it at',
  degraded: 'route no traffic to it, and look at',
};

/** The result for a deployment. */
export function healthResult(
  health: HealthAnswer,
  { metrics, page, told = [], missing, wrongToken }: HealthContext,
): CheckResult {
  const { status, reasons } = health;
  const named = reasons.slice(0, MAX_REASONS).map(({ message }) => message);
  if (reasons.length > MAX_REASONS) named.push(`${reasons.length - MAX_REASONS} more`);
  if (missing !== undefined) {
    return {
      code: 3,
      text: clauses(`no verdict yet: ${figuresText(health, told)}`, missing, wrongToken),
      figures: performanceData(health, metrics?.limits),
      advice: WAIT_OR_ACCEPT,
    };
  }
  // The public is told no reasons.
  const otherwise = status === 'healthy' ? figuresText(health, told) : health.message;
  const why = named.length === 0 ? otherwise : clauses(...named);
  const reserve = metrics?.too_few_to_judge === true ? 'too few requests to judge' : undefined;
  return {
    code: CODES[status],
    text: clauses(`${status}: ${why}`, reserve, wrongToken),
    figures: performanceData(health, metrics?.limits),
    advice: ADVICE[status] && `${ADVICE[status]} ${page}`,
  };
}

/** The result for a load balancer. */
export function trafficResult(takesTraffic: boolean, health: HealthAnswer | undefined): CheckResult {
  return {
    code: takesTraffic ? 0 : 2,
    text: takesTraffic ? 'takes traffic' : 'wants no traffic now: it is starting, ending or stalled',
    figures: health === undefined ? '' : performanceData(health, undefined),
    advice: takesTraffic ? undefined : 'give it time with --wait, or look at its log',
  };
}

/** The result when there was no answer, or the arguments were wrong. */
export function unknownResult(text: string, advice?: string): CheckResult {
  return { code: 3, text, figures: '', advice };
}

function figuresText(health: HealthAnswer, told: readonly Figure[]): string {
  const { error_rate_percent, p95_latency_ms, active_sessions, message } = health;
  if (error_rate_percent === null || active_sessions === null) return message;
  // Many apps have none.
  const sessions =
    active_sessions > 0 ? [`${active_sessions} active ${active_sessions === 1 ? 'session' : 'sessions'}`] : [];
  const p95 = p95_latency_ms === null ? 'no latency measured' : `P95 ${millisecondsText(p95_latency_ms)}`;
  const rate = `error rate ${percentText(error_rate_percent)}`;
  return [...(told.includes('error rate') ? [] : [rate]), ...(told.includes('P95') ? [] : [p95]), ...sessions].join(
    ', ',
  );
}

function performanceData(health: HealthAnswer, limits: Limits | undefined): string {
  const { error_rate_percent, p95_latency_ms, active_sessions, alerts } = health;
  const end = (pair: readonly number[] | undefined): string => (pair === undefined ? '' : `;${pair.join(';')}`);
  return [
    ...(error_rate_percent === null ? [] : [`error_rate=${error_rate_percent}%${end(limits?.error_rate_percent)}`]),
    ...(p95_latency_ms === null ? [] : [`p95=${p95_latency_ms}ms${end(limits?.p95_ms)}`]),
    ...(active_sessions === null ? [] : [`sessions=${active_sessions}`]),
    ...(alerts === null ? [] : [`alerts=${alerts}`]),
  ].join(' ');
}
