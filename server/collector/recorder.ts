/** The record calls of a monitor: checks what an app hands over and gives it to the collector. None of them throws. */

import type { LastError, ReportedError, Sample } from '../contract/index.js';
import { isNonEmptyText, ownCopy } from '../options/values.js';
import { describeThrown } from '../text/describe-thrown.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import type { Collector } from './collector.js';
import { reportedError } from './sample.js';

/** The request that is being handled, as far as a reported error concerns it. */
export interface CurrentRequest {
  /** The error class that the request gets. */
  reportedClass: string | undefined;
  /** Its route template; undefined while it is not known. */
  readonly endpoint: string | undefined;
}

/** What a recorder is made from. */
export interface RecorderSettings {
  collector: Collector;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Milliseconds since 1970. */
  wall: () => number;
  /** The request in whose handling the caller runs. */
  currentRequest: () => CurrentRequest | undefined;
  onInternalError: (error: unknown) => void;
  redact?: Redact;
}

const MAX_LENGTH = 500;

/** Records what an app reports. */
export class Recorder {
  readonly #settings: RecorderSettings;
  #lastError: LastError | null = null;
  #isClosed = false;

  constructor(settings: RecorderSettings) {
    this.#settings = settings;
  }

  /** The last error that was reported; null before the first. */
  get lastError(): LastError | null {
    return this.#lastError;
  }

  /** Counts one finished request. */
  readonly recordRequest = (sample: Sample): void => {
    if (this.#isClosed) return;
    const { collector, now, onInternalError } = this.#settings;
    try {
      collector.recordRequest(sample, now());
    } catch (error) {
      onInternalError(error);
    }
  };

  /** Gives the error's class to the request that is being handled; without one, counts the error by itself. */
  recordError(error: ReportedError | Error): void {
    this.#record(() => this.#noteError(error, this.#settings.currentRequest()));
  }

  /** Counts an error that another program reports: it belongs to no request of this process. */
  recordForeignError(error: ReportedError): void {
    this.#record(() => this.#noteError(error, undefined));
  }

  /**
   * Counts what a run of a job has thrown. It belongs to no request, even if a request has started the run.
   * @returns the id of its error group; null when there is none
   */
  recordJobFailure(error: unknown, job: string): string | null {
    this.#record(() => {
      const { name, message } = describeThrown(error);
      return this.#noteError({ type: name || 'Error', message: `job ${job}: ${message}` }, undefined);
    });
    return null;
  }

  /** Begins, keeps alive or ends a session. */
  recordSession(sessionId: string, event: 'start' | 'end'): void {
    this.#record(() => {
      if (!isNonEmptyText(sessionId) || !['start', 'end'].includes(event)) return false;
      this.#settings.collector.recordSession(sessionId, event, this.#settings.now());
      return true;
    });
  }

  /** Counts one use of a feature. */
  recordFeature(feature: string): void {
    this.#record(() => {
      if (!isNonEmptyText(feature)) return false;
      this.#settings.collector.recordFeature(feature);
      return true;
    });
  }

  /** Records nothing from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** @param call answers false when it was given what it cannot use */
  #record(call: () => boolean): void {
    if (this.#isClosed) return;
    const { collector, onInternalError } = this.#settings;
    try {
      if (!call()) collector.totals.rejected++;
    } catch (error) {
      onInternalError(error);
    }
  }

  #noteError(given: unknown, current: CurrentRequest | undefined): boolean {
    const { collector, now, wall, redact = redactAll } = this.#settings;
    const error = reportedError(given);
    if (error === undefined) return false;
    const shown = (text: string): string => ownCopy(redact(text, MAX_LENGTH));
    const type = shown(error.type);
    const endpoint = error.endpoint ?? current?.endpoint;
    this.#lastError = {
      type,
      message: shown(error.message),
      endpoint: endpoint === undefined ? null : shown(endpoint),
      timestamp: new Date(wall()).toISOString(),
    };
    if (current === undefined) collector.recordError({ ...error, type }, now());
    else current.reportedClass = type;
    return true;
  }
}
