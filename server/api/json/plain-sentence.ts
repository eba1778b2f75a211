/** The status in plain English: what the element says to somebody who uses the app. */

import type { SessionCounts } from '../../collector/affected-sessions.js';
import { peopleSentence, PLAIN_WORDS, plainCause } from '../../contract/index.js';
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
  { level, recovering, reasons, alerts, tooFewToJudge }: EvaluationState,
  { requests, windowRequests, windowSeconds, sessions, affected }: SentenceFigures,
): string {
  if (level === 'healthy') {
    if (requests === 0) return PLAIN_WORDS.empty;
    return tooFewToJudge && windowRequests === 0 ? PLAIN_WORDS.quiet : PLAIN_WORDS.normal;
  }
  if (recovering) return PLAIN_WORDS.recovering;
  const isAlerted = alerts.some(({ state, notified_at: notifiedAt }) => state === 'firing' && notifiedAt !== null);
  const cause = plainCause(level, reasons);
  // Where it is slow, a few errors are not what matters.
  const isKnown = cause !== 'slow' && sessions !== null && affected !== null && affected > 0;
  const people = isKnown ? [peopleSentence(affected, sessions, windowSeconds)] : [];
  return [PLAIN_WORDS[cause], ...people, isAlerted ? PLAIN_WORDS.alerted : PLAIN_WORDS.visible].join(' ');
}
