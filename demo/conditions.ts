/** How the portal fares: as it should, or with one fault brought about on purpose. */
export type Mode = 'normal' | 'slow' | 'failing' | 'csrf';

/** All modes, in the order in which the control page offers them. */
export const modes: readonly Mode[] = ['normal', 'slow', 'failing', 'csrf'];

/** Latency is multiplied by this while slow. */
const slowdown = 6;

/** Share of requests that fail: as in any real system, and while failing. */
const usualFailureRate = 0.002;
const highFailureRate = 0.3;

/** The one place that knows which fault is on; the portal's work and the visitors ask it. */
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

  /** When the mode was last changed; null when it never was. */
  get since(): Date | null {
    return this.#since;
  }

  /** What latencies are multiplied by. */
  get latencyFactor(): number {
    return this.#mode === 'slow' ? slowdown : 1;
  }

  /** The share of requests that end with a server error, 0 to 1. */
  get failureRate(): number {
    return this.#mode === 'failing' ? highFailureRate : usualFailureRate;
  }

  /** Whether visitors send forms with a token that is no longer valid. */
  get staleTokens(): boolean {
    return this.#mode === 'csrf';
  }

  /** Changes the mode; setting the one that is on already changes nothing. */
  change(mode: Mode): void {
    if (mode === this.#mode) return;
    this.#previous = this.#mode;
    this.#mode = mode;
    this.#since = new Date();
  }
}

/** Whether a value from outside names a mode. */
export function isMode(value: unknown): value is Mode {
  return modes.some((mode) => mode === value);
}
