/** The app's own numbers. Kinds and names are those of OpenTelemetry's instruments. */

/** Numbers that an app can have. */
export const MAX_INSTRUMENTS = 50;

/** What kinds there are. */
export const INSTRUMENT_KINDS = ['gauge', 'counter', 'histogram'] as const;
/** One of them. */
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** One number. */
export interface InstrumentFigures {
  name: string;
  kind: InstrumentKind;
  /** As given, such as `ms`, `By` or `{token}`; null without one. */
  unit: string | null;
  /** Of a gauge the last value, of a counter the rate per minute over the window, of a histogram its P95 over the window. */
  value: number | null;
  /** Of a counter the sum, of a histogram the number of values, since start; null for a gauge. */
  total: number | null;
  /** Of a histogram over the window; null for others. */
  p50: number | null;
  p99: number | null;
  /** The threshold of the first rule that watches it; null without one. */
  limit: number | null;
  /** `value` in the steps of `Metrics.series`, oldest first. */
  series: (number | null)[];
}
