/**
 * What all copies of this module in one process share. `import` and `require` load a copy each, and bundlers such as that
 * of Next make more.
 */

/** Raised when a copy can no longer use what another one shares: this object, or the methods of its monitor. */
const VERSION = 1;
const KEY = Symbol.for('align-monitor');

/** The state of the copies whose versions agree. */
export interface SharedState<Monitor> {
  version: number;
  /** The monitor that was created last and is not closed. */
  latest: Monitor | undefined;
}

/** Holds the state under a key of its own, which copies of every version know. */
type Holder<Monitor> = { [KEY]?: SharedState<Monitor> | undefined };

/**
 * The state of this process, made by the copy that is loaded first.
 * @returns a state of this copy's own, and `isAlone`, when the first copy is of a version that this one cannot use
 */
export function sharedState<Monitor>(): { state: SharedState<Monitor>; isAlone: boolean } {
  const own: SharedState<Monitor> = { version: VERSION, latest: undefined };
  const state = ((globalThis as Holder<Monitor>)[KEY] ??= own);
  return state.version === VERSION ? { state, isAlone: false } : { state: own, isAlone: true };
}
