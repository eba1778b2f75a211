/** Objectives over days: how many requests of some endpoints are to succeed, and how much of that budget is left. */

/** One objective. */
export interface ObjectiveFigures {
  name: string;
  /** Requests that are to succeed, such as 99. */
  target_percent: number;
  over_seconds: number;
  /** Empty: all. */
  endpoints: string[];
  requests: number;
  failed: number;
  /** Of the failures that the target allows: 100 with none, 0 when all are used up, below 0 beyond that. */
  budget_left_percent: number;
  /** How many times faster than allowed the budget was used in the last hour; null without requests. */
  burn_rate: number | null;
  /** When it is used up at this rate; null when it is not (a rate of 1 lasts for the period), or is already. */
  exhausted_in_seconds: number | null;
  /** How the period's failures have used up its budget, in at most 48 steps, oldest first; null before anything is known. */
  series: (number | null)[];
}
