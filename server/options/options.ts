/** The options of `createMonitor`: their schema, defaults and validation. */

import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type HeartbeatOptions, type NotifyTarget, resolveHeartbeat, resolveNotify } from './notify.js';
import { type AlertRules, readRulesFile, resolveRules, type Rule } from './rules.js';
import type { Clock } from '../runtime/clock.js';
import { systemClock } from '../runtime/clock.js';
import { DEFAULT_LIMITS, DEFAULT_WINDOW_SECONDS, type Sample, SLICE_SECONDS } from '../contract/index.js';
import { inWords } from './invalid-value.js';
import { corsOption, type CorsOptions } from './cors.js';

/** Where the levels begin: [warning, degraded], rising. */
export interface LevelOptions {
  errorRatePercent: readonly [number, number];
  p95Ms: readonly [number, number];
}

/** Decides whether a sample is a failure, that is whether it counts in the error rate. */
export type FailureRule = 'server' | 'all' | ((sample: Sample) => boolean);

/** A request as options see it. */
export interface MonitoredRequest {
  method: string;
  /** The raw path without the query string. */
  path: string;
  headers: IncomingMessage['headers'];
  /** The framework's session object (`ctx.session`); undefined when there is none. */
  session: unknown;
  /** The value of a cookie. */
  cookie(name: string): string | undefined;
}

/** All optional. */
export interface MonitorOptions {
  /** Length of the window in seconds: 60 to 900 in steps of 5; 300 unless given. */
  windowSeconds?: number | undefined;
  /** Where the levels begin, [warning, degraded]; 1 and 5 %, 200 and 500 ms unless given. */
  levels?: Partial<LevelOptions> | undefined;
  /** What counts in the error rate: the server's faults (unless given), every error class, or what a function says. */
  failures?: FailureRule | undefined;
  /** Requests that are not to be counted at all, such as assets and probes. */
  ignore?: ((request: MonitoredRequest) => boolean) | undefined;
  /** Under which path the monitor's own endpoints lie, such as `/internal`; none unless given. */
  basePath?: string | undefined;
  /** Pages of which other origins may read what the monitor answers; of none unless given. */
  cors?: CorsOptions | undefined;
  /** Where a request's session id comes from: a cookie, or a function. Unless given: the session object's own id. */
  sessionId?: { cookie: string } | ((request: MonitoredRequest) => string | undefined) | undefined;
  /**
   * A request without an answer for so long is a timeout; above 0 up to 3,600, 60 unless given. By endpoint:
   * `{ default: 60, '/export': 300 }`.
   */
  requestTimeoutSeconds?: number | Record<string, number> | undefined;
  /** The app's version, as shown; when it changes from one start to the next, that is a deploy. */
  version?: string | undefined;
  /** The folder in which history and alerts are kept, made when missing; in memory alone unless given. */
  metricsDir?: string | undefined;
  /** Rules of the app's own, changes to the four named ones, and `false` for those that are not wanted. */
  alertRules?: AlertRules | undefined;
  /** A JSON file of the same form; a rule in `alertRules` of the same name goes before. */
  alertsFile?: string | undefined;
  /** Times in which alerts are recorded but not sent. */
  maintenance?: readonly MaintenanceWindow[] | undefined;
  /** Where alerts are sent; nowhere unless given. */
  notify?: NotifyTarget | readonly NotifyTarget[] | undefined;
  /** An address that is called while this process lives, since a dead one cannot alert. */
  heartbeat?: HeartbeatOptions | undefined;
  /** Where time comes from, for tests. */
  clock?: Clock | undefined;
}

/** A time in which alerts are recorded but not sent; dates, or texts such as `2026-11-24T22:00:00Z`. */
export interface MaintenanceWindow {
  from: Date | string;
  to: Date | string;
  note?: string | undefined;
}

/** When a request without an answer is a timeout, in seconds. */
export interface RequestTimeouts {
  otherwise: number;
  /** By route template. */
  byEndpoint: ReadonlyMap<string, number>;
  /** The shortest of them all. */
  shortest: number;
}

/** Options with their defaults. */
export interface ResolvedOptions {
  windowSeconds: number;
  levels: LevelOptions;
  failures: FailureRule;
  ignore: ((request: MonitoredRequest) => boolean) | undefined;
  basePath: string;
  /** Whose pages may read, each once. */
  origins: readonly string[];
  sessionId: { cookie: string } | ((request: MonitoredRequest) => string | undefined) | undefined;
  requestTimeoutSeconds: RequestTimeouts;
  version: string | null;
  metricsDir: string | undefined;
  rules: readonly Rule[];
  /** Milliseconds since 1970. */
  maintenance: readonly { from: number; to: number; note?: string }[];
  notify: readonly NotifyTarget[];
  heartbeat: HeartbeatOptions | undefined;
  clock: Clock;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isNumber = (value: unknown, above: number, highest: number): value is number =>
  typeof value === 'number' && value > above && value <= highest;

/** A value that passes `test`, or the fallback where none is given; what is allowed is said in words. */
function value<T>(test: (value: unknown) => boolean, allowed: string, fallback: T): z.ZodDefault<z.ZodCustom<T, T>> {
  return z.custom<T>(test, allowed).default(() => fallback as z.core.util.NoUndefined<T>);
}

function timeoutsOf(given: number | Record<string, number>): RequestTimeouts {
  const { default: otherwise = DEFAULT_TIMEOUT_SECONDS, ...rest } =
    typeof given === 'number' ? { default: given } : given;
  const byEndpoint = new Map(Object.entries(rest));
  return { otherwise, byEndpoint, shortest: Math.min(otherwise, ...byEndpoint.values()) };
}

type Limits = readonly [number, number];

function risingPair(highest: number, fallback: Limits): z.ZodDefault<z.ZodCustom<Limits, Limits>> {
  const test = (given: unknown): boolean => {
    if (!Array.isArray(given) || given.length !== 2) return false;
    const [warning, degraded] = given as unknown[];
    return isNumber(warning, 0, highest) && isNumber(degraded, 0, highest) && warning < degraded;
  };
  return value(test, `two numbers [warning, degraded], rising, above 0 up to ${highest}`, fallback);
}

const isWindow = (given: unknown): boolean => isNumber(given, 59, 900) && given % SLICE_SECONDS === 0;
const isFailureRule = (given: unknown): boolean => given === 'server' || given === 'all' || isFunction(given);
const isBasePath = (given: unknown): boolean =>
  typeof given === 'string' && (given === '' || /^(\/[\w.~-]+)+$/.test(given));
const isSessionSource = (given: unknown): boolean =>
  isFunction(given) || z.strictObject({ cookie: z.string().min(1) }).safeParse(given).success;
const isSeconds = (given: unknown): boolean => isNumber(given, 0, 3600);
const isTimeout = (given: unknown): boolean =>
  isSeconds(given) || z.record(z.string(), z.custom(isSeconds)).safeParse(given).success;
const isVersion = (given: unknown): boolean => typeof given === 'string' && given.length > 0 && given.length <= 100;
const isClock = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  'monotonic' in given &&
  'wall' in given &&
  isFunction(given.monotonic) &&
  isFunction(given.wall);

const isPath = (given: unknown): boolean => typeof given === 'string' && given.trim() !== '' && !given.includes('\0');
const timeOf = (given: Date | string): number => (given instanceof Date ? given.getTime() : Date.parse(given));
const isMaintenanceWindow = (given: unknown): boolean => {
  const date = z.union([z.date(), z.string()]);
  const read = z.strictObject({ from: date, to: date, note: z.string().max(500).optional() }).safeParse(given);
  return read.success && timeOf(read.data.from) < timeOf(read.data.to);
};
const isMaintenance = (given: unknown): boolean => Array.isArray(given) && given.every(isMaintenanceWindow);

const levels = z.strictObject(
  {
    errorRatePercent: risingPair(100, DEFAULT_LIMITS.error_rate_percent),
    p95Ms: risingPair(3_600_000, DEFAULT_LIMITS.p95_ms),
  },
  'an object',
);

const settings = {
  windowSeconds: value(isWindow, 'seconds from 60 to 900, a multiple of 5', DEFAULT_WINDOW_SECONDS),
  levels: levels.default(levels.parse({})),
  failures: value<FailureRule>(isFailureRule, "'server', 'all' or a function of the sample", 'server'),
  ignore: value<ResolvedOptions['ignore']>(isFunction, 'a function of the request', undefined),
  basePath: value(isBasePath, "a path such as '/internal', with a leading and without a trailing slash", ''),
  cors: corsOption.optional(),
  sessionId: value<ResolvedOptions['sessionId']>(
    isSessionSource,
    "{ cookie: 'name' } or a function of the request",
    undefined,
  ),
  requestTimeoutSeconds: value<number | Record<string, number>>(
    isTimeout,
    "seconds above 0 up to 3600, or such seconds by endpoint: { default: 60, '/export': 300 }",
    DEFAULT_TIMEOUT_SECONDS,
  ).transform(timeoutsOf),
  version: value<string | null>(isVersion, 'a text of 1 to 100 characters', null),
  metricsDir: value<string | undefined>(isPath, 'the path of a folder', undefined),
  alertRules: z.unknown().optional(),
  alertsFile: value<string | null>(isPath, 'the path of a JSON file', null),
  maintenance: value<readonly MaintenanceWindow[]>(
    isMaintenance,
    "a list of { from, to, note }, with dates or texts such as '2026-11-24T22:00:00Z', `from` before `to`",
    [],
  ),
  notify: z.unknown().optional(),
  heartbeat: z.unknown().optional(),
  clock: value<Clock>(isClock, 'an object with the functions monotonic() and wall()', systemClock),
};
const schema = z.strictObject(settings, 'an object');

/** The keys of the options that are objects themselves. */
const KNOWN: Readonly<Record<string, object>> = { levels: levels.shape, cors: corsOption.shape };

type Checked = z.infer<typeof schema>;

/**
 * Checks options and fills in the defaults.
 * @throws TypeError naming each wrong option, its value and what is allowed
 */
export function resolveOptions(given: unknown): ResolvedOptions {
  const result = schema.safeParse(given ?? {});
  if (result.success) return wholeOptions(result.data);
  throw new TypeError(`align-monitor: ${result.error.issues.map((issue) => describe(issue, given)).join('; ')}`);
}

function wholeOptions({
  alertRules,
  alertsFile,
  cors,
  maintenance,
  notify,
  heartbeat,
  ...rest
}: Checked): ResolvedOptions {
  const ofFile = alertsFile === null ? {} : (readRulesFile(alertsFile) as AlertRules);
  // Checked on its own first, so that an error names the option and not the file.
  resolveRules(alertRules);
  return {
    ...rest,
    origins: [...new Set(cors?.origins)],
    rules: resolveRules(Object.fromEntries([...Object.entries(ofFile), ...Object.entries(alertRules ?? {})])),
    maintenance: maintenance.map(({ from, to, note }) => ({
      from: timeOf(from),
      to: timeOf(to),
      ...(note !== undefined && { note }),
    })),
    notify: resolveNotify(notify),
    heartbeat: resolveHeartbeat(heartbeat),
  };
}

function describe(issue: z.core.$ZodIssue, given: unknown): string {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(KNOWN[name] ?? settings);
    const unknown = issue.keys.map((key) => (name === '' ? key : `${name}.${key}`));
    return `unknown option ${unknown.join(', ')}; allowed: ${known.join(', ')}`;
  }
  const value = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)[key], given);
  return `option ${name === '' ? 'object' : name} is ${inWords(value)}; allowed: ${issue.message}`;
}
