/** What somebody who only uses the app notices of the reasons for a level. */

import type { Level, Reason } from './levels.js';

/** Each is the name of a sentence in `PLAIN_WORDS`; the one that comes first is said. */
const CAUSES = ['wrong', 'slow', 'unconfirmed', 'failing', 'behind'] as const;
/** One of them. */
export type PlainCause = (typeof CAUSES)[number];

/** What counts failures, by error class, by metric, or by the rule's name, which is all that the public is given. */
const COUNTS_FAILURES = /^(5xx|timeout|new_error|affected_sessions)/;

/** As much of a reason as everybody is given. */
type PublicReason = Pick<Reason, 'what' | 'unit' | 'level'> & Partial<Pick<Reason, 'alert'>>;

/** The cause to be told. Where requests fail, nothing else matters; slowness is called so, whatever its level. */
export function plainCause(level: Level, reasons: readonly PublicReason[]): PlainCause {
  const causes = reasons.map(causeOf);
  return CAUSES.find((cause) => causes.includes(cause)) ?? (level === 'degraded' ? 'wrong' : 'failing');
}

function causeOf({ what, unit, level, alert }: PublicReason): PlainCause {
  const { metric, error_class, dependency } = alert?.condition ?? {};
  if (alert?.confirmed === false) return 'unconfirmed';
  if (unit === 'ms' || what === 'slow_percent' || metric === 'slow_rate') return 'slow';
  const isFailure = unit === '%' || COUNTS_FAILURES.test(error_class ?? metric ?? what.replace('alert:', ''));
  // An app can do without a dependency. What is about jobs and the app's own numbers, its users do not feel.
  if (level === 'degraded' || (isFailure && !dependency)) return 'wrong';
  return metric === 'instrument' || what.startsWith('alert:overdue_job') ? 'behind' : 'failing';
}
