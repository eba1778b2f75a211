/** Units of figures. */

/** Percent, milliseconds, requests per second, and a plain count. */
export const UNITS = ['%', 'ms', '/s', 'count'] as const;

/** The unit of a figure. */
export type Unit = (typeof UNITS)[number];
