/** Words about jobs, error budgets, the app's own numbers and the monitor's cost. Loaded when they are first needed. */

/** All of them. */
export interface OwnStrings {
  jobs: string;
  lastRun: string;
  every: (span: string) => string;
  took: (span: string) => string;
  running: string;
  notRunYet: string;
  /** `ago` is empty when it never ran. */
  overdue: (ago: string) => string;
  runFailed: (ago: string) => string;

  errorBudget: string;
  objective: (name: string, target: string, span: string) => string;
  left: string;
  usedUp: string;
  burns: (times: string) => string;
  inLastHour: string;
  usedUpIn: (span: string) => string;

  appNumbers: string;
  gauge: string;
  perMinute: string;

  /** What the monitor costs; texts that are not known are empty. */
  cost: (perRequest: string, memory: string, evaluation: string, disk: string) => string;
}
