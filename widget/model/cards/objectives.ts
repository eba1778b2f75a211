/** How much is left of an error budget, and how fast it is used. */
import type { Level, ObjectiveFigures } from '../../../server/contract/index.js';

/** A budget that is used up so soon, in seconds, is as bad as one that is. */
const SOON_SECONDS = 3600;

/** How bad it is that the budget is as far gone as it is, and that it is used as fast as it is. */
export function budgetLevels(objective: ObjectiveFigures): { left: Level; burning: Level } {
  const { budget_left_percent, exhausted_in_seconds } = objective;
  if (budget_left_percent <= 0) return { left: 'degraded', burning: 'degraded' };
  if (exhausted_in_seconds === null || !burnsTooFast(objective)) return { left: 'healthy', burning: 'healthy' };
  return { left: 'warning', burning: exhausted_in_seconds <= SOON_SECONDS ? 'degraded' : 'warning' };
}

/** Whether more of the budget was used in the last hour than its share of it. */
export function burnsTooFast({ burn_rate }: ObjectiveFigures): boolean {
  return burn_rate !== null && burn_rate > 1;
}
