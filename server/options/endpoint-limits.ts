/** Limits of single endpoints: what is slow or failing for one of them by design is not so for the others. */

import { z } from 'zod';
import { UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { Redact } from '../text/redact.js';
import { type EndpointKey, endpointKeyOf, endpointKeySchema, KEY_ALLOWED } from './endpoint-key.js';
import { optionsObject } from './schema.js';

/** Where the levels warning and degraded begin. */
export type LimitPair = readonly [warning: number, degraded: number];

/** The limits of one endpoint: a figure that is `false` is left out of the level, one that is not given has the app's. */
export interface EndpointLimitOptions {
  errorRatePercent?: LimitPair | false | undefined;
  p95Ms?: LimitPair | false | undefined;
}

/** By route template, or by method and template; `false` leaves the endpoint out of the level. */
export type EndpointLimitsByKey = Record<string, EndpointLimitOptions | false>;

/** The limits that an endpoint has of its own: null where a figure is left out, undefined where it has the app's. */
export interface OwnLimits {
  errorRatePercent: LimitPair | null | undefined;
  p95Ms: LimitPair | null | undefined;
}

/** Endpoints whose error rate is judged by itself. */
export interface OwnErrorRate {
  endpoint: EndpointKey;
  limits: LimitPair;
}

/** 0 for the limit of the level warning, 1 for that of degraded. */
export type LimitIndex = 0 | 1;

const MAX_ENDPOINTS = 50;
const MAX_TEMPLATE_LENGTH = 256;
const ALLOWED = `an object of limits by endpoint, at most ${MAX_ENDPOINTS}`;
const LEFT_OUT = { errorRatePercent: false, p95Ms: false } as const;

/**
 * The schema of the option.
 * @param pair the schema of a figure's limits; it takes `false` too
 */
export function endpointLimitsSchema(pair: (figure: keyof OwnLimits) => z.ZodType<LimitPair | false>) {
  const limits = optionsObject(
    { errorRatePercent: pair('errorRatePercent').optional(), p95Ms: pair('p95Ms').optional() },
    'false, or an object such as { p95Ms: [3000, 8000] }',
  );
  return z
    .record(
      endpointKeySchema,
      z.preprocess((given) => (given === false ? LEFT_OUT : given), limits),
      { error: ({ code }) => (code === 'invalid_key' ? KEY_ALLOWED : ALLOWED) },
    )
    .refine((given) => Object.keys(given).length <= MAX_ENDPOINTS, ALLOWED);
}

/** The limits of single endpoints, in the form in which they are looked up. */
export class EndpointLimits {
  /** As they are named. */
  readonly keys: readonly EndpointKey[];
  /** The endpoints whose error rate is judged by itself. */
  readonly errorRates: readonly OwnErrorRate[];
  /** The endpoints that do not count in the error rate of the app. */
  readonly otherErrorRates: readonly EndpointKey[];
  /** The endpoints with latency limits of their own; null where they are left out. */
  readonly latencies: readonly { endpoint: EndpointKey; limits: LimitPair | null }[];
  /** The lowest and the highest latency limit of its own that an endpoint has; milliseconds. */
  readonly lowestMs: number;
  readonly highestMs: LimitPair;
  readonly #byTemplate = new Map<string, Map<string | null, OwnLimits>>();

  constructor(given: EndpointLimitsByKey, redact: Redact) {
    const entries = Object.entries(given).map(([text, options]) => {
      const { template, method } = endpointKeyOf(text);
      const { errorRatePercent, p95Ms } = options === false ? LEFT_OUT : options;
      // The collector knows templates in this form.
      const key: EndpointKey = { template: redact(template, MAX_TEMPLATE_LENGTH), method };
      return { key, errorRatePercent: limitsOf(errorRatePercent), p95Ms: limitsOf(p95Ms) };
    });
    this.keys = entries.map(({ key }) => key);
    for (const { key, ...limits } of entries) {
      const byMethod = this.#byTemplate.get(key.template) ?? new Map<string | null, OwnLimits>();
      this.#byTemplate.set(key.template, byMethod.set(key.method, limits));
    }
    const ownOf = (figure: keyof OwnLimits): { endpoint: EndpointKey; limits: LimitPair | null }[] => {
      const own = entries.filter((entry) => entry[figure] !== undefined);
      return own.map(({ key: { template, method }, [figure]: limits = null }) => {
        const others = method === null ? own.filter(({ key }) => key.template === template) : [];
        const except = others.flatMap(({ key }) => key.method ?? []);
        return { endpoint: { template, method, ...(except.length > 0 && { except }) }, limits };
      });
    };
    const errorRates = ownOf('errorRatePercent');
    this.errorRates = errorRates.flatMap(({ endpoint, limits }) => (limits === null ? [] : { endpoint, limits }));
    this.otherErrorRates = errorRates.map(({ endpoint }) => endpoint);
    this.latencies = ownOf('p95Ms');
    const pairs = entries.flatMap(({ p95Ms }) => (p95Ms ? [p95Ms] : []));
    this.lowestMs = Math.min(...pairs.map(([warning]) => warning));
    this.highestMs = [Math.max(0, ...pairs.map(([warning]) => warning)), Math.max(0, ...pairs.map(([, red]) => red))];
  }

  /** Whether any endpoint has a limit of its own for its error rate, or is left out of the app's. */
  get hasErrorRates(): boolean {
    return this.otherErrorRates.length > 0;
  }

  /** The same for latency. */
  get hasLatencies(): boolean {
    return this.latencies.length > 0;
  }

  /** The limits that an endpoint has of its own: of each figure those of method and template, else of the template. */
  of({ method, endpoint }: { method: string; endpoint: string }): OwnLimits {
    const byMethod = this.#byTemplate.get(endpoint);
    const [own, ofTemplate] = [byMethod?.get(method), byMethod?.get(null)];
    const of = (figure: keyof OwnLimits): LimitPair | null | undefined =>
      own?.[figure] === undefined ? ofTemplate?.[figure] : own[figure];
    return { errorRatePercent: of('errorRatePercent'), p95Ms: of('p95Ms') };
  }

  /**
   * The latency limit of an open request; null when it is left out. As long as its route is not known, which may be one
   * that is slow by design, it has the highest of all limits.
   * @param otherwiseMs the limit of endpoints without one of their own
   */
  ofOpen(request: { method: string; endpoint: string }, which: LimitIndex, otherwiseMs: number): number | null {
    const { p95Ms } = this.of(request);
    if (p95Ms !== undefined) return p95Ms && p95Ms[which];
    return request.endpoint === UNMATCHED_ENDPOINT ? Math.max(otherwiseMs, this.highestMs[which]) : otherwiseMs;
  }
}

function limitsOf(given: LimitPair | false | undefined): LimitPair | null | undefined {
  return given === false ? null : given;
}
