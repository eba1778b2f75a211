/** `monitor.time`: measures what the app waits for and no channel of Node's tells of, such as a database. */

import { isNonEmptyText, isRecord } from '../options/values.js';
import { type Call, failureOfError } from './call.js';
import type { Dependencies } from './dependencies.js';

/** What is needed of the monitor. */
export interface TimerSettings {
  /** Undefined: nothing is measured. */
  dependencies: Dependencies | undefined;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Called for a name that is no text, and for what is neither a function nor a promise. */
  onRejected: () => void;
  onError: (error: unknown) => void;
}

/** Measures calls. */
export class Timer {
  readonly #settings: TimerSettings;
  #isClosed = false;

  constructor(settings: TimerSettings) {
    this.#settings = settings;
  }

  /**
   * Measures a promise, or the call of a function. What comes of it is handed on unchanged: a value, an error, or a
   * promise of either.
   */
  time(name: unknown, work: unknown): unknown {
    const call = this.#begin(name, work);
    let value: unknown;
    try {
      value = typeof work === 'function' ? (work as () => unknown)() : work;
    } catch (error) {
      this.#end(call, { error });
      throw error;
    }
    // A thenable, such as a query that is sent with its first `then`, is asked once only.
    if (call !== undefined && isThenable(value)) {
      return Promise.resolve(value).then(
        (result) => {
          this.#end(call);
          return result;
        },
        (error: unknown) => {
          this.#end(call, { error });
          throw error;
        },
      );
    }
    this.#end(call);
    return value;
  }

  /** Measures nothing from now on. */
  close(): void {
    this.#isClosed = true;
  }

  #begin(name: unknown, work: unknown): Call | undefined {
    const { dependencies, now, onRejected, onError } = this.#settings;
    if (dependencies === undefined || this.#isClosed) return undefined;
    try {
      if (isNonEmptyText(name) && (typeof work === 'function' || isThenable(work))) {
        return dependencies.begin('timed', name, now());
      }
      onRejected();
    } catch (error) {
      onError(error);
    }
    return undefined;
  }

  #end(call: Call | undefined, thrown?: { error: unknown }): void {
    const { dependencies, now, onError } = this.#settings;
    if (call === undefined || dependencies === undefined) return;
    try {
      // Whatever is thrown has failed, unless it says that it was given up.
      const failure = thrown && (isRecord(thrown.error) ? failureOfError(thrown.error) : 'other');
      if (failure === 'aborted') dependencies.giveUp(call, now());
      else dependencies.end(call, now(), failure);
    } catch (error) {
      onError(error);
    }
  }
}

function isThenable(value: unknown): boolean {
  try {
    return (isRecord(value) || typeof value === 'function') && typeof Reflect.get(value, 'then') === 'function';
  } catch {
    return false;
  }
}
