/** How far history reaches back, and in which steps. */

/** The ranges of `GET /metrics/history`, shortest first; both lengths in seconds. Each step is a multiple of the one before. */
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
export const LONGEST_RANGE = HISTORY_RANGE_NAMES.reduce((longest, name) =>
  HISTORY_RANGES[name].seconds > HISTORY_RANGES[longest].seconds ? name : longest,
);

/** How long history and deploys are kept, in seconds. */
export const KEPT_SECONDS = HISTORY_RANGES[LONGEST_RANGE].seconds;

/** The length of a stored step of history, in seconds: the step of the longest range. */
export const SNAPSHOT_SECONDS = HISTORY_RANGES[LONGEST_RANGE].stepSeconds;
