/** Deploys, and how the app has been since. */

/** How figures after a deploy compare with those before it. */
export const VERDICTS = ['no difference', 'worse', 'better', 'too early to say'] as const;
/** One of them. */
export type Verdict = (typeof VERDICTS)[number];

/** One figure before and after a deploy. */
export interface DeployComparison {
  /** Null when nothing was measured. */
  before: number | null;
  after: number | null;
  verdict: Verdict;
  /** `before` with the mix of endpoints of the time after; null when that makes no difference that matters. */
  expected?: number | null;
}

/** How an app has been since a deploy, compared with the 30 minutes before it. */
export interface DeployVerdict {
  verdict: Verdict;
  /** One plain English sentence without a full stop, made from the values below. */
  message: string;
  requests_before: number;
  requests_after: number;
  /** How many seconds of the 30 minutes after the deploy the verdict rests on. */
  seconds_after: number;
  error_rate_percent: DeployComparison;
  /** Without the warm-up. */
  p95_ms: DeployComparison;
  /** How sure "worse" or "better" is, in percent, at least 99 and below 100; null for other verdicts. */
  confidence_percent?: number | null;
  /** Latencies just after the start, which are judged apart because caches are cold; null while it lasts. */
  warm_up?: { seconds: number; p95_ms: DeployComparison } | null;
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

/** A version that went into service. */
export interface Deploy {
  version: string;
  note: string | null;
  time: string;
  /** The name of the credential that marked it; null when the app reported it, or without a credential. */
  credential?: string | null;
  /**
   * Null when the figures around the deploy are no longer kept, and after a restart until the verdict has been made: those
   * of the newest deploys come first, those of a hundred take about four minutes.
   */
  comparison: DeployVerdict | null;
}
