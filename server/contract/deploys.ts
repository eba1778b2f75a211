/** Deploys, and how the app does since. */

/** Whether things are better or worse than they were. */
export const VERDICTS = ['no difference', 'worse', 'better', 'too early to say'] as const;
/** One of them. */
export type Verdict = (typeof VERDICTS)[number];

/** One figure before and after a deploy. */
export interface DeployComparison {
  /** Null when nothing was measured. */
  before: number | null;
  after: number | null;
  verdict: Verdict;
}

/** How an app does since a deploy, beside the 30 minutes before it. */
export interface DeployVerdict {
  verdict: Verdict;
  /** One sentence with the figures. */
  message: string;
  requests_before: number;
  requests_after: number;
  /** How much of the 30 minutes after has passed. */
  seconds_after: number;
  error_rate_percent: DeployComparison;
  p95_ms: DeployComparison;
  /** Only those that became worse or better, worst first. */
  endpoints: {
    endpoint: string;
    method: string;
    error_rate_percent: DeployComparison;
    p95_ms: DeployComparison;
    requests_before: number;
    requests_after: number;
  }[];
}

/** A version went into service. */
export interface Deploy {
  version: string;
  note: string | null;
  time: string;
  /** Null when what was measured around it is no longer kept. */
  comparison: DeployVerdict | null;
}
