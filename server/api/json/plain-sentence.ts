/** The status in plain English: what the element says to somebody who uses the app. */

import { PLAIN_WORDS } from '../../contract/index.js';
import type { EvaluationState } from '../../evaluation/evaluator.js';

/**
 * Describes a state.
 * @param requests since start
 * @param windowRequests over the window
 */
export function plainSentence(
  { level, recovering, reasons: [reason], alerts, tooFewToJudge }: EvaluationState,
  requests: number,
  windowRequests: number,
): string {
  if (level === 'healthy') {
    if (requests === 0) return PLAIN_WORDS.empty;
    return tooFewToJudge && windowRequests === 0 ? PLAIN_WORDS.quiet : PLAIN_WORDS.normal;
  }
  if (recovering) return PLAIN_WORDS.recovering;
  const isAlerted = alerts.some(({ state, notified_at: notifiedAt }) => state === 'firing' && notifiedAt !== null);
  const lead =
    level === 'degraded'
      ? PLAIN_WORDS.wrong
      : reason?.unit === 'ms' || reason?.what === 'slow_percent'
        ? PLAIN_WORDS.slow
        : reason?.alert?.confirmed === false
          ? PLAIN_WORDS.unconfirmed
          : PLAIN_WORDS.failing;
  return `${lead} ${isAlerted ? PLAIN_WORDS.alerted : PLAIN_WORDS.visible}`;
}
