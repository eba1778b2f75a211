/**
 * Calls the exporters. Nothing that one of them does reaches its caller: errors and rejections are reported, promises
 * are not waited for, and an exporter that takes too much time gets a rest.
 */

import type { Deploy, Metrics } from '../contract/index.js';
import type { AlertChange, Exporter, ExportedRequest } from '../options/exporter-options.js';
import { asOwn } from '../net/own-calls.js';
import { isRecord } from '../options/values.js';
import { describeThrown } from '../text/describe-thrown.js';

/** An exporter may take so much of the process between two evaluations, which is a tenth. */
const BUDGET_MS = 500;
const MAX_OPEN_PROMISES = 1000;
const REST_MS = 60_000;
const CLOSE_WITHIN_MS = 1000;

/** What the exporters are called with. */
export interface ExportersSettings {
  exporters: readonly Exporter[];
  /** Monotonic milliseconds. */
  now: () => number;
  onError: (error: unknown) => void;
}

type Call = 'request' | 'evaluation' | 'alert' | 'deploy' | 'close';

/** All exporters of a monitor. */
export class Exporters {
  /** Undefined when no exporter wants requests. */
  readonly request: ((request: ExportedRequest) => void) | undefined;
  readonly #all: readonly GuardedExporter[];
  #isClosed = false;

  constructor({ exporters, ...settings }: ExportersSettings) {
    this.#all = exporters.map((exporter) => new GuardedExporter(exporter, settings));
    const interested = this.#all.filter((each) => each.wants('request'));
    if (interested.length > 0) {
      this.request = (request) => {
        if (this.#isClosed) return;
        Object.freeze(request);
        for (const each of interested) each.stream('request', request);
      };
    }
  }

  /** @param metrics called for each exporter that wants them, so that none sees what another one changes */
  evaluation(metrics: () => Metrics): void {
    for (const each of this.#all) {
      each.beginPeriod();
      if (each.wants('evaluation') && !this.#isClosed) each.stream('evaluation', metrics());
    }
  }

  /** Passes on what began to fire or was resolved. */
  alerts(changes: readonly AlertChange[]): void {
    for (const change of changes) this.#always('alert', change);
  }

  /** Passes on a deploy. */
  deploy(deploy: Deploy): void {
    this.#always('deploy', deploy);
  }

  /** Ends all exporters; settles after a second at the latest, and never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const closing = this.#all.map((each) => each.call('close', undefined)).filter((each) => each !== undefined);
    if (closing.length === 0) return;
    // Its timer keeps the process alive until the exporters are done.
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_WITHIN_MS)));
    await Promise.race([Promise.all(closing), isOver]);
    clearTimeout(timer);
  }

  #always(call: 'alert' | 'deploy', argument: AlertChange | Deploy): void {
    if (this.#isClosed) return;
    for (const each of this.#all) if (each.wants(call)) void each.call(call, structuredClone(argument));
  }
}

/** One exporter. */
class GuardedExporter {
  readonly #exporter: Exporter;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #spentMs = 0;
  #open = 0;
  #restsUntil = -Infinity;

  constructor(exporter: Exporter, { now, onError }: Omit<ExportersSettings, 'exporters'>) {
    this.#exporter = exporter;
    this.#now = now;
    this.#onError = onError;
  }

  wants(call: Call): boolean {
    return typeof this.#exporter[call] === 'function';
  }

  beginPeriod(): void {
    this.#spentMs = 0;
  }

  /** Makes one of many calls, unless the exporter rests. */
  stream(call: 'request' | 'evaluation', argument: ExportedRequest | Metrics): void {
    const begin = this.#now();
    if (begin < this.#restsUntil) return;
    void this.call(call, argument);
    const end = this.#now();
    this.#spentMs += end - begin;
    if (this.#spentMs <= BUDGET_MS && this.#open < MAX_OPEN_PROMISES) return;
    this.#restsUntil = end + REST_MS;
    const why = this.#spentMs > BUDGET_MS ? 'has taken too much time' : 'has too many promises open';
    this.#onError(new Error(`The exporter ${this.#exporter.name} ${why} and rests for ${REST_MS / 1000} s`));
    this.#spentMs = 0;
  }

  /** @returns what settles with the exporter's promise and never rejects; undefined without a promise */
  call(call: Call, argument: unknown): Promise<void> | undefined {
    try {
      const answer: unknown = asOwn(() =>
        (this.#exporter[call] as ((argument: unknown) => unknown) | undefined)?.call(this.#exporter, argument),
      );
      if (!isRecord(answer) || typeof answer['then'] !== 'function') return undefined;
      this.#open++;
      return this.#settled(call, answer as unknown as PromiseLike<unknown>);
    } catch (error) {
      this.#report(call, error);
      return undefined;
    }
  }

  async #settled(call: Call, answer: PromiseLike<unknown>): Promise<void> {
    try {
      await answer;
    } catch (error) {
      this.#report(call, error);
    } finally {
      this.#open--;
    }
  }

  #report(call: Call, error: unknown): void {
    const { name, message } = describeThrown(error);
    const what = [`The exporter ${this.#exporter.name} failed in ${call}`, name, message].filter((part) => part !== '');
    this.#onError(new Error(what.join(': '), { cause: error }));
  }
}
