/**
 * A failure outside of the monitor, such as of a target that cannot be reached. It is logged by its message alone: it is no
 * error of the monitor's, and its stack tells nothing.
 */
export class OutsideFailure extends Error {}
