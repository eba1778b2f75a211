/** How far history reaches back, and in which steps. */

/** The ranges of `GET /metrics/history`, shortest first; both lengths in seconds. */
export const HISTORY_RANGES = {
  '15m': { seconds: 900, stepSeconds: 15 },
  '1h': { seconds: 3600, stepSeconds: 60 },
  '6h': { seconds: 21_600, stepSeconds: 300 },
  '24h': { seconds: 86_400, stepSeconds: 300 },
} as const satisfies Record<string, { seconds: number; stepSeconds: number }>;

/** The name of a range. */
export type HistoryRange = keyof typeof HISTORY_RANGES;

/** The names of the ranges, shortest first. */
export const HISTORY_RANGE_NAMES = Object.keys(HISTORY_RANGES) as readonly HistoryRange[];

/** The range that covers all that is kept. */
export const LONGEST_RANGE: HistoryRange = '24h';
