/** The faults that the demo simulates. */

/** `normal`, or one fault. */
export type Mode = 'normal' | 'deploy' | 'model' | 'job' | 'slow' | 'failing' | 'csrf';

/** The version of the portal that is in service at the start. */
export const FIRST_VERSION = '1.8.0';

/** All modes, in the order in which the control page offers them. */
export const modes: readonly Mode[] = ['normal', 'deploy', 'model', 'job', 'slow', 'failing', 'csrf'];

/** Factor of all latencies in the mode `slow`. */
const slowdown = 9;

/** Factor of the language model's latencies in the mode `model`. */
const modelSlowdown = 12;

/** Share of requests that fail: in all other modes, and in the mode `failing`. */
const usualFailureRate = 0.0005;
const highFailureRate = 0.3;

/** The current mode, and what follows from it for the portal and its visitors. */
export class Conditions {
  #mode: Mode = 'normal';
  #since: Date | null = null;
  #previous: Mode = 'normal';

  get mode(): Mode {
    return this.#mode;
  }

  /** The mode before this one. */
  get previous(): Mode {
    return this.#previous;
  }

  /** When the mode last changed; null before the first change. */
  get since(): Date | null {
    return this.#since;
  }

  /** Factor of all latencies. */
  get latencyFactor(): number {
    return this.#mode === 'slow' ? slowdown : 1;
  }

  /** Factor of the language model's latencies. */
  get modelFactor(): number {
    return this.#mode === 'model' ? modelSlowdown : 1;
  }

  /** The version in service has a bug that the one before did not have. */
  get isBadDeploy(): boolean {
    return this.#mode === 'deploy';
  }

  /** Share of requests that end with a server error, 0 to 1. */
  get failureRate(): number {
    return this.#mode === 'failing' ? highFailureRate : usualFailureRate;
  }

  /** Whether visitors send forms with an expired CSRF token. */
  get staleTokens(): boolean {
    return this.#mode === 'csrf';
  }

  /** Changes the mode. Has no effect for the current mode. */
  change(mode: Mode): void {
    if (mode === this.#mode) return;
    this.#previous = this.#mode;
    this.#mode = mode;
    this.#since = new Date();
  }
}

/** Whether a value is a mode. */
export function isMode(value: unknown): value is Mode {
  return modes.some((mode) => mode === value);
}
