/** What other programs send and are told: `POST /monitoring/ingest`, and every refusal. */

/** `POST /monitoring/ingest`. */
export interface IngestAnswer {
  accepted: number;
  /** Line numbers begin with 1; at most 100 lines are named. */
  rejected: { line: number; message: string }[];
  /** How many were rejected, named or not. */
  rejected_count: number;
  /** Set after 1,000 rejected lines: the last line that was read. Those behind it were not. */
  stopped_at_line?: number;
}

/** What every refusal looks like. */
export interface ApiError {
  error: { code: string; message: string };
}
