/** The record calls of a monitor: checks what an app hands over and gives it to the collector. None of them throws. */

import type { LastError, ReportedError, Sample } from '../contract/index.js';
import { isError } from '../options/is-error.js';
import { isNonEmptyText, ownCopy } from '../options/values.js';
import { describeThrown } from '../text/describe-thrown.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import type { Collector, RequestErrors } from './collector.js';
import { reportedError } from './sample.js';

/** The request that is being handled, as far as a reported error concerns it. */
export interface CurrentRequest {
  /** The error class that the request gets. */
  reportedClass: string | undefined;
  /** The name of an `Error` that was reported: its class where the status tells of no error. */
  reportedName: string | undefined;
  /** Its route template; undefined while it is not known. */
  readonly endpoint: string | undefined;
  /** Whether its answer is on the way, which may take hours. */
  readonly isBeingWritten: boolean;
  /** Notes an error, which is recorded when the request ends. */
  report(error: unknown): void;
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
  /** Called with errors that do not wait for the end of a request: their class and their endpoint, as they are shown. */
  onError?: (error: unknown, errorClass: string, endpoint: string | null) => string | null;
  onInternalError: (error: unknown) => void;
  redact?: Redact;
}

const MAX_LENGTH = 500;

/** Records what an app reports. */
export class Recorder {
  readonly #settings: RecorderSettings;
  #lastError: LastError | null = null;
  /** The error group of the last error that belongs to no request. */
  #lastGroup: string | null = null;
  #isClosed = false;

  constructor(settings: RecorderSettings) {
    this.#settings = settings;
  }

  /** The last error that was reported; null before the first. */
  get lastError(): LastError | null {
    return this.#lastError;
  }

  /**
   * Counts one finished request, with what is known of its errors.
   * @param waits what it waited for, see `CollectorSettings`
   */
  readonly recordRequest = (sample: Sample, errors?: RequestErrors, waits?: object): void => {
    if (this.#isClosed) return;
    const { collector, now, onInternalError } = this.#settings;
    try {
      collector.recordRequest(sample, now(), errors, waits);
    } catch (error) {
      onInternalError(error);
    }
  };

  /** Gives the error's class to the request that is being handled; without one, counts the error by itself. */
  recordError(error: unknown): void {
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
    const isError = reportedError(error) !== undefined;
    const given = isError ? error : { type: 'Error', message: `job ${job}: ${describeThrown(error).message}` };
    this.#lastGroup = null;
    this.#record(() => this.#noteError(given, undefined));
    return this.#lastGroup;
  }

  /** Begins, keeps alive or ends a session. */
  recordSession(sessionId: string, event: 'start' | 'end'): void {
    this.#record(() => {
      if (!isNonEmptyText(sessionId) || !['start', 'end'].includes(event)) return false;
      this.#settings.collector.recordSession(sessionId, event, this.#settings.now());
      return true;
    });
  }

  /** A session goes on under another id; without one it ends. */
  renameSession(from: string, to: string): void {
    this.#record(() => {
      const { collector, now } = this.#settings;
      if (to === '') collector.recordSession(from, 'end', now());
      else collector.renameSession(from, to, now());
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
    const named = error.endpoint ?? current?.endpoint;
    const endpoint = named === undefined ? null : shown(named);
    this.#lastError = { type, message: shown(error.message), endpoint, timestamp: new Date(wall()).toISOString() };
    if (current === undefined) collector.recordError({ ...error, type }, now());
    // The name of an exception is no word of the app's: the status says more.
    else if (isError(given)) current.reportedName = type;
    else current.reportedClass = type;
    if (current === undefined || current.isBeingWritten) {
      this.#lastGroup = this.#settings.onError?.(given, type, endpoint) ?? null;
    } else current.report(given);
    return true;
  }
}
