/** The status in plain English: what the element says to somebody who uses the app. */

import type { SessionCounts } from '../../collector/affected-sessions.js';
import { peopleSentence, PLAIN_WORDS } from '../../contract/index.js';
import type { EvaluationState } from '../../evaluation/evaluator.js';

/** The figures that it names. */
export interface SentenceFigures extends SessionCounts {
  /** Since start. */
  requests: number;
  /** Over the window. */
  windowRequests: number;
  windowSeconds: number;
}

/** Describes a state. */
export function plainSentence(
  { level, recovering, reasons: [reason], alerts, tooFewToJudge }: EvaluationState,
  { requests, windowRequests, windowSeconds, sessions, affected }: SentenceFigures,
): string {
  if (level === 'healthy') {
    if (requests === 0) return PLAIN_WORDS.empty;
    return tooFewToJudge && windowRequests === 0 ? PLAIN_WORDS.quiet : PLAIN_WORDS.normal;
  }
  if (recovering) return PLAIN_WORDS.recovering;
  const isAlerted = alerts.some(({ state, notified_at: notifiedAt }) => state === 'firing' && notifiedAt !== null);
  const isSlow =
    reason?.unit === 'ms' || reason?.what === 'slow_percent' || reason?.alert?.condition?.metric === 'slow_rate';
  const lead =
    level === 'degraded'
      ? PLAIN_WORDS.wrong
      : isSlow
        ? PLAIN_WORDS.slow
        : reason?.alert?.confirmed === false
          ? PLAIN_WORDS.unconfirmed
          : PLAIN_WORDS.failing;
  // Where it is slow, a few errors are not what matters.
  const isKnown = !isSlow && sessions !== null && affected !== null && affected > 0;
  const people = isKnown ? [peopleSentence(affected, sessions, windowSeconds)] : [];
  return [lead, ...people, isAlerted ? PLAIN_WORDS.alerted : PLAIN_WORDS.visible].join(' ');
}
