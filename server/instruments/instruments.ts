/** The app's own numbers. Their kinds and names are those of OpenTelemetry's instruments. */

import { z } from 'zod';
import { type InstrumentFigures, type InstrumentKind, MAX_INSTRUMENTS, SLICE_SECONDS } from '../contract/index.js';
import { INSTRUMENT_NAME, isInstrumentName } from '../options/instrument-name.js';
import { invalidValue, parse } from '../options/invalid-value.js';
import type { Rule } from '../options/rule.js';
import { optionsObject, textUpTo } from '../options/schema.js';
import { ownCopy } from '../options/values.js';
import { describeThrown } from '../text/describe-thrown.js';
import { redact as redactAll, type Redact } from '../text/redact.js';
import { Counter, Gauge, type Instrument, type InstrumentDescription, ValueHistogram } from './instrument.js';
import { isReserved, metricNames } from './metric-name.js';

/** What is said of a number. */
export interface InstrumentOptions {
  /** As OpenTelemetry writes units: `ms`, `By`, `{token}`; at most 63 characters. */
  unit?: string | undefined;
  /** In a sentence, for Prometheus; at most 300 characters. */
  description?: string | undefined;
}

/** Counts what happens. */
export interface InstrumentCounter {
  /** Adds a number that is not negative, 1 unless given. Never throws: what cannot be used is counted as rejected. */
  add: (n?: number) => void;
}

/** Takes values whose percentiles matter. */
export interface InstrumentHistogram {
  /** Records a value that is not negative. Never throws: what cannot be used is counted as rejected. */
  record: (value: number) => void;
}

/** What the numbers need from the monitor. */
export interface InstrumentsSettings {
  /** Monotonic milliseconds. */
  now: () => number;
  windowSeconds: number;
  rules: readonly Rule[];
  /** Called with what a callback throws, and with rules that watch what there is not. */
  onInternalError: (error: unknown) => void;
  /** Called for each value that could not be used. */
  onRejected: () => void;
  redact?: Redact | undefined;
}

/** One number of one process at one time. */
export interface InstrumentRecord {
  name: string;
  kind: InstrumentKind;
  /** See `InstrumentFigures.value`. */
  value: number;
}

/** What Prometheus is told of a number. */
export interface ExposedInstrument extends InstrumentDescription {
  kind: InstrumentKind;
  /** Of a gauge. */
  value: number | null;
  total: number;
  /** Of a histogram: the sum of all values, and quantiles over the window. */
  sum: number;
  quantiles: readonly (readonly [q: number, value: number])[];
}

/** A rule is told to watch what there is not when the app has had this long to make it. */
const SETTLED_MS = 60_000;
const MAX_DESCRIPTION = 300;
/** One number of a kind, about; a histogram with values over some octaves. */
const BYTES: Record<InstrumentKind, number> = { gauge: 1500, counter: 1500, histogram: 40_000 };
const UNIT = 'a unit of 1 to 63 ASCII characters without spaces, such as ms, By or {token}';
const schema = optionsObject({
  unit: z
    .string(UNIT)
    .regex(/^[!-~]{1,63}$/, UNIT)
    .optional(),
  description: textUpTo(MAX_DESCRIPTION).optional(),
});

type Known = InstrumentDescription & { instrument: Instrument };

/** All numbers of one app. */
export class Instruments {
  readonly #settings: InstrumentsSettings;
  readonly #all = new Map<string, Known>();
  /** Which number has a name in Prometheus. */
  readonly #owners = new Map<string, string>();
  readonly #startedAt: number;
  #isChecked = false;

  constructor(settings: InstrumentsSettings) {
    this.#settings = settings;
    this.#startedAt = settings.now();
  }

  /**
   * A number that a function answers, which is asked once in five seconds; a second call replaces the function.
   * @throws TypeError naming what is wrong, its value and what is allowed; so do the other kinds
   */
  gauge(name: string, callback: () => number | null | undefined, options?: InstrumentOptions): void {
    if (typeof callback !== 'function') throw invalidValue(`gauge ${name}: function`, callback, 'a function');
    this.#get(name, 'gauge', options, (steps, now) => new Gauge(callback, steps, now)).callback = callback;
  }

  /** A number that only grows; asked for again, it is the same one. */
  counter(name: string, options?: InstrumentOptions): InstrumentCounter {
    const counter = this.#get(name, 'counter', options, (steps, now) => new Counter(steps, now));
    return { add: (n = 1) => this.#record(n, (now) => counter.add(n, now)) };
  }

  /** Values of which percentiles are shown; asked for again, it is the same one. */
  histogram(name: string, options?: InstrumentOptions): InstrumentHistogram {
    const histogram = this.#get(name, 'histogram', options, (steps, now) => new ValueHistogram(steps, now));
    return { record: (value) => this.#record(value, (now) => histogram.record(value, now)) };
  }

  /** Asks the gauges; to be called once per evaluation. */
  sample(now: number): void {
    for (const { name, instrument } of this.#all.values()) {
      if (instrument.kind !== 'gauge') continue;
      try {
        instrument.sample(now);
      } catch (error) {
        this.#settings.onInternalError(new Error(`The gauge ${name} failed: ${describeThrown(error).message}`));
      }
    }
    if (!this.#isChecked && now - this.#startedAt >= SETTLED_MS) this.#checkRules();
  }

  /** What they take, about. */
  get bytes(): number {
    let sum = 0;
    for (const { instrument } of this.#all.values()) sum += BYTES[instrument.kind];
    return sum;
  }

  /** The value that rules judge; null when there is none. */
  value(name: string, now: number): number | null {
    return this.#all.get(name)?.instrument.value(now) ?? null;
  }

  /** All, in the order in which they were made. */
  figures(now: number): InstrumentFigures[] {
    const { rules } = this.#settings;
    return Array.from(this.#all.values(), ({ name, unit, instrument }) => ({
      ...{ name, kind: instrument.kind, unit },
      value: roundedOrNull(instrument.value(now)),
      total: instrument.total,
      p50: roundedOrNull(instrument.quantile(0.5, now)),
      p99: roundedOrNull(instrument.quantile(0.99, now)),
      limit: rules.find((rule) => rule.instrument === name)?.threshold ?? null,
      series: instrument.series(now).map(roundedOrNull),
    }));
  }

  /** For history: those that have a value. */
  records(now: number): InstrumentRecord[] {
    return Array.from(this.#all.values()).flatMap(({ name, instrument }) => {
      const value = roundedOrNull(instrument.value(now));
      return value === null ? [] : [{ name, kind: instrument.kind, value }];
    });
  }

  /** For Prometheus. */
  exposed(now: number): ExposedInstrument[] {
    return Array.from(this.#all.values(), ({ name, unit, description, instrument }) => ({
      ...{ name, unit, description, kind: instrument.kind },
      value: instrument.kind === 'gauge' ? instrument.value() : null,
      total: instrument.total ?? 0,
      sum: instrument.kind === 'histogram' ? instrument.sum : 0,
      quantiles: [0.5, 0.95, 0.99].flatMap((q) => {
        const value = roundedOrNull(instrument.quantile(q, now));
        return value === null ? [] : [[q, value] as const];
      }),
    }));
  }

  /** Notes a gap. */
  resume(now: number): void {
    for (const { instrument } of this.#all.values()) instrument.resume(now);
  }

  #get<One extends Instrument>(
    name: string,
    kind: One['kind'],
    options: unknown,
    make: (steps: number, now: number) => One,
  ): One {
    if (!isInstrumentName(name)) throw invalidValue(`${kind} name`, name, INSTRUMENT_NAME);
    const prefix = `${kind} ${name}: `;
    const { unit = null, description } = parse(schema, options ?? {}, { whole: `${prefix}options`, prefix });
    const known = this.#all.get(name);
    if (known !== undefined) {
      if (known.instrument.kind === kind) return known.instrument as One;
      throw invalidValue(`${kind} name`, name, `a name other than that of a ${known.instrument.kind}`);
    }
    if (this.#all.size >= MAX_INSTRUMENTS) {
      throw invalidValue('number of instruments', this.#all.size + 1, `at most ${MAX_INSTRUMENTS}`);
    }
    this.#claim(name, unit, kind);
    const { now, windowSeconds, redact = redactAll } = this.#settings;
    const instrument = make(windowSeconds / SLICE_SECONDS, now());
    const shown = description === undefined ? null : redact(description, MAX_DESCRIPTION);
    this.#all.set(ownCopy(name), { name: ownCopy(name), unit, description: shown, instrument });
    return instrument;
  }

  /** Takes names of Prometheus: what differs in letters that it does not know would be lost there. */
  #claim(name: string, unit: string | null, kind: InstrumentKind): void {
    const wanted = metricNames(name, unit, kind);
    for (const metricName of wanted) {
      const owner = this.#owners.get(metricName);
      if (owner === undefined && !isReserved(metricName)) continue;
      const taken = owner === undefined ? 'which is reserved' : `as ${owner} is`;
      throw invalidValue(`${kind} name`, name, `a name that is not ${metricName} in Prometheus, ${taken}`);
    }
    for (const metricName of wanted) this.#owners.set(metricName, ownCopy(name));
  }

  #record(value: unknown, record: (now: number) => void): void {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) this.#settings.onRejected();
    else record(this.#settings.now());
  }

  #checkRules(): void {
    this.#isChecked = true;
    for (const { name, instrument } of this.#settings.rules) {
      if (instrument === null || this.#all.has(instrument)) continue;
      const rule = JSON.stringify(name);
      this.#settings.onInternalError(
        new Error(`The rule ${rule} watches ${instrument}, which is no metric and none of the app's own numbers`),
      );
    }
  }
}

/** Six significant digits. */
function roundedOrNull(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : Number(value.toPrecision(6));
}
