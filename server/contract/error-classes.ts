/** Error classes: at most one per request. */

/** What is fixed about a built-in error class. */
export interface ErrorClassDefinition {
  /** The requests are failures: the server is at fault. */
  readonly isServerFault: boolean;
  /** Status codes of this class alone; they go before every range. */
  readonly statuses?: readonly number[];
  /** First and last status code of this class. */
  readonly range?: readonly [first: number, last: number];
}

/**
 * The built-in classes. A request without a word of the app's own gets the class of its status code; `csrf` and
 * `aborted` have none and are told apart by other signs. Any client can cause 408, 501 and 505: they are client errors.
 */
export const ERROR_CLASSES = {
  '5xx': { isServerFault: true, range: [500, 599] },
  csrf: { isServerFault: false },
  '4xx': { isServerFault: false, range: [400, 499], statuses: [501, 505] },
  timeout: { isServerFault: true, statuses: [504] },
  aborted: { isServerFault: false },
} as const satisfies Record<string, ErrorClassDefinition>;

/** The name of a built-in class. */
export type ErrorClassName = keyof typeof ERROR_CLASSES;

/** The names of the built-in classes, in the order of their counts. */
export const ERROR_CLASS_NAMES = Object.keys(ERROR_CLASSES) as readonly ErrorClassName[];

/** The name under which an endpoint's counts and a full table sum up the app's own words. */
export const OTHER_CLASSES = 'other';

/** Counts by error class: `recent_…` over the window, `total_…` since start; an app's own classes follow in the same form. */
export type ErrorCounts = Record<`recent_${ErrorClassName}` | `total_${ErrorClassName}`, number> &
  Record<`recent_${string}` | `total_${string}`, number>;
