/** Units of figures, and how figures are rounded in sentences. */

/** Percent, milliseconds, seconds, requests per second, and a plain count. */
export const UNITS = ['%', 'ms', 's', '/s', 'count'] as const;

/** The unit of a figure. */
export type Unit = (typeof UNITS)[number];

/** Rounds a figure to one decimal, from 100 on to none; to three where it would read as equal to its limit. */
export function roundFigure(value: number, limit?: number): number {
  const short = roundTo(value, value >= 100 ? 0 : 1);
  return short === limit ? roundTo(value, 3) : short;
}

/** Rounds a percentage to three digits, below 1 to two. */
export function roundPercent(value: number): number {
  return Number(value.toPrecision(value < 1 ? 2 : 3));
}

function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
