/** The schema of the options of `createMonitor`, their defaults and validation. */

import { z } from 'zod';
import { DEFAULT_LIMITS, DEFAULT_WINDOW_SECONDS, SLICE_SECONDS } from '../contract/index.js';
import { type Clock, systemClock } from '../runtime/clock.js';
import { resolveAccess } from './access.js';
import { resolveAlertmanager } from './alertmanager.js';
import { appName } from '../runtime/app-name.js';
import { createRedact } from '../text/redact.js';
import { corsSchema } from './cors.js';
import { resolveDependencies } from './dependencies.js';
import { withEndpointLimits } from './endpoint-rules.js';
import { EndpointLimits, endpointLimitsSchema, type LimitPair } from './endpoint-limits.js';
import { datadogSchema, exportersSchema, logsSchema, sentrySchema } from './exporters.js';
import { invalid, isInvalid, parse } from './invalid-value.js';
import type {
  FailureRule,
  MonitoredRequest,
  MonitorOptions,
  RequestTimeouts,
  ResolvedOptions,
  SessionSource,
} from './monitor-options.js';
import { resolveMaintenance } from './maintenance/maintenance.js';
import { resolveHeartbeat, resolveNotify } from './notify.js';
import { objectivesSchema, resolveObjectives } from './objectives.js';
import { prometheusSchema } from './prometheus.js';
import { readRulesFile, redactRule, resolveRules } from './rules.js';
import { numberFrom, optionsObject, positiveUpTo, textUpTo } from './schema.js';
import { traceUrlSchema } from './trace-url.js';

const DEFAULT_TIMEOUT_SECONDS = 60;
const MAX_TIMEOUT_SECONDS = 3600;
const MAX_P95_MS = 3_600_000;
const MAX_VERSION = 100;
const MAX_NAME = 100;

const isFunction = (given: unknown): boolean => typeof given === 'function';
const accepts =
  (schema: z.ZodType) =>
  (given: unknown): boolean =>
    schema.safeParse(given).success;

const HIGHEST = { errorRatePercent: 100, p95Ms: MAX_P95_MS };

function limitsOf(figure: keyof typeof HIGHEST) {
  const highest = HIGHEST[figure];
  const allowed = `two numbers [warning, degraded], rising, above 0 up to ${highest}`;
  const limit = positiveUpTo(highest, allowed);
  const isRising = accepts(z.tuple([limit, limit]).refine(([warning, degraded]) => warning < degraded));
  return { allowed, isRising };
}

function limits(figure: keyof typeof HIGHEST, fallback: LimitPair) {
  const { allowed, isRising } = limitsOf(figure);
  return z.custom<LimitPair>(isRising, allowed).default(fallback);
}

const levels = optionsObject({
  errorRatePercent: limits('errorRatePercent', DEFAULT_LIMITS.error_rate_percent),
  p95Ms: limits('p95Ms', DEFAULT_LIMITS.p95_ms),
  endpoints: endpointLimitsSchema((figure) => {
    const { allowed, isRising } = limitsOf(figure);
    return z.custom<LimitPair | false>((given) => given === false || isRising(given), `false, or ${allowed}`);
  }).optional(),
});

const redactSchema = optionsObject(
  { emails: z.boolean('true or false').default(true) },
  'an object such as { emails: false }',
);

const isFailureRule = (given: unknown): boolean => given === 'server' || given === 'all' || isFunction(given);
const isSessionSource = (given: unknown): boolean =>
  isFunction(given) || accepts(z.strictObject({ cookie: z.string().min(1) }))(given);

const seconds = positiveUpTo(MAX_TIMEOUT_SECONDS, 'seconds');
const isTimeout = accepts(z.union([seconds, z.record(z.string(), seconds)]));

function timeoutsOf(given: number | Record<string, number>): RequestTimeouts {
  const { default: otherwise = DEFAULT_TIMEOUT_SECONDS, ...rest } =
    typeof given === 'number' ? { default: given } : given;
  const byEndpoint = new Map(Object.entries(rest));
  return { otherwise, byEndpoint, shortest: Math.min(otherwise, ...byEndpoint.values()) };
}

const isPath = (given: unknown): boolean => typeof given === 'string' && given.trim() !== '' && !given.includes('\0');
const isClock = (given: unknown): boolean =>
  accepts(
    z.object({ monotonic: z.custom(isFunction), wall: z.custom(isFunction), every: z.custom(isFunction).optional() }),
  )(given);

const WINDOW = 'seconds from 60 to 900, a multiple of 5';
const MAX_PROXIES = 10;
const URL_ALLOWED = "an http or https address such as 'https://portal.example'";
const isAddress = (given: unknown): boolean =>
  typeof given === 'string' && /^https?:\/\/[^/@]+(\/|$)/i.test(given) && URL.canParse(given);

const BASE_PATH = "a path such as '/internal', with a leading and without a trailing slash";

const schema = optionsObject({
  windowSeconds: numberFrom(60, 900, WINDOW).multipleOf(SLICE_SECONDS, WINDOW).default(DEFAULT_WINDOW_SECONDS),
  levels: levels.default(levels.parse({})),
  failures: z.custom<FailureRule>(isFailureRule, "'server', 'all' or a function of the sample").default('server'),
  ignore: z.custom<(request: MonitoredRequest) => boolean>(isFunction, 'a function of the request').optional(),
  foldPaths: z.boolean('true or false').default(false),
  basePath: z
    .string(BASE_PATH)
    .regex(/^(\/[\w.~-]+)*$/, BASE_PATH)
    .default(''),
  elementDir: z.custom<string>(isPath, 'the path of a folder').optional(),
  access: z.unknown().optional(),
  url: z.custom<string>(isAddress, URL_ALLOWED).optional(),
  trustProxy: z
    .union([z.boolean(), z.int().min(0).max(MAX_PROXIES)], `true, false, or a whole number from 0 to ${MAX_PROXIES}`)
    .default(false),
  cors: corsSchema.optional(),
  sessionId: z.custom<SessionSource>(isSessionSource, "{ cookie: 'name' } or a function of the request").optional(),
  requestTimeoutSeconds: z
    .custom<number | Record<string, number>>(
      isTimeout,
      `seconds above 0 up to ${MAX_TIMEOUT_SECONDS}, or such seconds by endpoint: { default: 60, '/export': 300 }`,
    )
    .default(DEFAULT_TIMEOUT_SECONDS)
    .transform(timeoutsOf),
  name: textUpTo(MAX_NAME).optional(),
  version: textUpTo(MAX_VERSION).optional(),
  metricsDir: z.custom<string>(isPath, 'the path of a folder').optional(),
  alertRules: z.unknown().optional(),
  alertsFile: z.custom<string>(isPath, 'the path of a JSON file').optional(),
  objectives: objectivesSchema,
  maintenance: z.unknown().optional(),
  notify: z.unknown().optional(),
  alertmanager: z.unknown().optional(),
  heartbeat: z.unknown().optional(),
  exporters: exportersSchema,
  sentry: sentrySchema.optional(),
  datadog: datadogSchema.optional(),
  logs: logsSchema.optional(),
  dependencies: z.unknown().optional(),
  traceUrl: traceUrlSchema.optional(),
  prometheus: prometheusSchema.default({ registries: [] }),
  redact: redactSchema.default(redactSchema.parse({})),
  clock: z.custom<Clock>(isClock, 'an object with the functions monotonic() and wall()').default(systemClock),
});

/**
 * Checks options and fills in the defaults.
 * @param env holds tokens, and `NODE_ENV`
 * @throws TypeError naming each invalid option, its value and what is allowed
 */
export function resolveOptions(given: unknown, env: NodeJS.ProcessEnv = process.env): ResolvedOptions {
  try {
    return resolve(given, env);
  } catch (error) {
    throw isInvalid(error) ? error : unreadable(given, env);
  }
}

/** The error for options that throw when they are looked at, such as a getter of the app's. */
function unreadable(given: unknown, env: NodeJS.ProcessEnv): TypeError {
  const isUnreadable = (name: PropertyKey): boolean => {
    try {
      resolve({ [name]: (given as Record<PropertyKey, unknown>)[name] }, env);
      return false;
    } catch (error) {
      return !isInvalid(error);
    }
  };
  const names: PropertyKey[] = [];
  try {
    names.push(...Reflect.ownKeys(given as object).filter(isUnreadable));
  } catch {
    // Not even its names can be read.
  }
  return invalid([`option ${names.map(String).join(', ') || 'object'} throws when it is read; allowed: plain values`]);
}

function resolve(given: unknown, env: NodeJS.ProcessEnv): ResolvedOptions {
  const {
    access,
    url,
    trustProxy,
    alertRules,
    alertsFile,
    cors,
    maintenance,
    objectives,
    notify,
    alertmanager,
    heartbeat,
    levels: { endpoints, ...appLevels },
    dependencies,
    ...rest
  } = parse(schema, given ?? {}, {
    whole: 'option object',
  });
  const redact = createRedact(rest.redact);
  const ownLevels = {
    ...appLevels,
    ...(endpoints !== undefined && { endpoints: new EndpointLimits(endpoints, redact) }),
  };
  return {
    ...rest,
    ignore: rest.ignore,
    sessionId: rest.sessionId,
    sentry: rest.sentry,
    datadog: rest.datadog,
    logs: rest.logs,
    traceUrl: rest.traceUrl,
    metricsDir: rest.metricsDir,
    elementDir: rest.elementDir,
    access: resolveAccess(access as MonitorOptions['access'], env),
    origin: url === undefined ? undefined : new URL(url).origin,
    trustedProxies: Number(trustProxy),
    levels: ownLevels,
    name: redact(rest.name ?? appName() ?? 'The app', MAX_NAME),
    version: rest.version === undefined ? null : redact(rest.version, MAX_VERSION),
    origins: [...new Set(cors?.origins)],
    rules: withEndpointLimits(
      rulesOf(alertRules, alertsFile).map((rule) => redactRule(rule, redact)),
      ownLevels,
    ),
    maintenance: resolveMaintenance(maintenance, redact),
    objectives: resolveObjectives(objectives, redact),
    notify: resolveNotify(notify),
    alertmanager: resolveAlertmanager(alertmanager),
    heartbeat: resolveHeartbeat(heartbeat),
    dependencies: resolveDependencies(dependencies),
  };
}

function rulesOf(alertRules: unknown, alertsFile: string | undefined): ResolvedOptions['rules'] {
  const ofFile = alertsFile === undefined ? {} : readRulesFile(alertsFile);
  // Checked on its own first, so that an error names the option and not the file.
  resolveRules(alertRules);
  return resolveRules(Object.fromEntries([...Object.entries(ofFile), ...Object.entries(alertRules ?? {})]));
}
