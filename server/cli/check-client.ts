/** The requests of `align-monitor check`, and the parts of the answers that it uses. */

import { z } from 'zod';
import { AUDIENCES, ERROR_GROUPINGS, type HistoryRange, LEVELS, VERDICTS, VIEWS } from '../contract/index.js';
import { get, type HttpAnswer, withoutQuery, retryAfterMs } from '../net/http-client.js';

/** There is no valid answer of a monitor; the message says why. */
export class NoAnswer extends Error {
  /** `Retry-After` of the answer; undefined without one. */
  readonly retryAfterSeconds: number | undefined;
  /** What to do. */
  readonly advice: string | undefined;
  /** Asking again changes nothing. */
  readonly isFinal: boolean;
  /** Something has answered. */
  readonly isAnswer: boolean;
  /** It has refused the token, or the lack of one. */
  readonly isDenied: boolean;

  constructor(
    message: string,
    {
      retryAfterSeconds,
      advice,
      isFinal = false,
      isAnswer = true,
      isDenied = false,
    }: Partial<Pick<NoAnswer, 'retryAfterSeconds' | 'advice' | 'isFinal' | 'isAnswer' | 'isDenied'>> = {},
  ) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
    this.advice = advice;
    this.isFinal = isFinal;
    this.isAnswer = isAnswer;
    this.isDenied = isDenied;
  }
}

const figure = z.number().nullable();
const verdict = z.enum(VERDICTS);
const limits = z.tuple([z.number(), z.number()]);
const deploy = z.object({
  version: z.string(),
  time: z.iso.datetime().transform(Date.parse),
  comparison: z
    .object({ verdict, message: z.string(), p95_ms: z.object({ before: figure, after: figure, verdict }) })
    .nullable(),
});

const healthSchema = z.object({
  status: z.enum(LEVELS),
  message: z.string().default(''),
  reasons: z.array(z.object({ message: z.string() })).default([]),
  // Figures that the public is not shown are null.
  error_rate_percent: figure.default(null),
  active_sessions: figure.default(null),
  p95_latency_ms: figure.default(null),
  alerts: figure.default(null),
});
/** The public may be shown nothing but the status code. */
const nothingSchema = z.object({ audience: z.literal('public'), view: z.literal('none') });
const figures = z.array(figure);
const metricsSchema = z.object({
  timestamp: z.iso.datetime().transform(Date.parse),
  evaluated_at: z.iso.datetime().transform(Date.parse).optional(),
  status: z.enum(LEVELS).optional(),
  series: z
    .object({
      ...{ start: z.iso.datetime().transform(Date.parse), step_seconds: z.number().positive() },
      ...{ requests: figures, failed: figures, p95_ms: figures },
    })
    .optional(),
  view: z.enum(VIEWS).default('all'),
  limits: z.object({ error_rate_percent: limits, p95_ms: limits }).optional(),
  too_few_to_judge: z.boolean().default(false),
  deploy: deploy.nullable().default(null),
});
const historySchema = z.object({
  step_seconds: z.number().positive(),
  steps: z.array(
    z.object({ t: z.iso.datetime().transform(Date.parse), requests: figure, failed: figure, p95_ms: figure }),
  ),
});
const count = z.number();
const sessionSchema = z.object({ audience: z.enum(AUDIENCES), can_sign_in: z.boolean(), origin: z.url().optional() });
/** What the doctor reads; the public is not shown all of it. */
const reportSchema = z.object({
  timestamp: z.iso.datetime().transform(Date.parse),
  view: z.enum(VIEWS),
  summary: z.object({ total_requests: count, active_sessions: count, window_sessions: figure }).optional(),
  endpoints: z.array(z.object({ endpoint: z.string(), requests: count })).optional(),
  top_endpoints: z.record(z.string(), count).optional(),
  error_groups: z
    .object({ top: z.array(z.object({ grouped_by: z.enum(ERROR_GROUPINGS), total_count: count })) })
    .optional(),
  monitor: z.object({ version: z.string().nullable().optional() }).optional(),
});
const storageSchema = z.object({
  storage: z.object({ kept: z.enum(['on disk', 'in memory']), message: z.string().nullable() }).optional(),
});
const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

/** Of `GET /health/detailed`, what is used; times are milliseconds since 1970, here and below. */
export type HealthAnswer = z.output<typeof healthSchema>;
/** Of `GET /metrics`. */
export type MetricsAnswer = z.output<typeof metricsSchema>;
/** Of `GET /metrics/history`. */
export type StepsAnswer = z.output<typeof historySchema>;
/** Of `GET /monitoring/session`. */
export type SessionAnswer = z.output<typeof sessionSchema>;
/** Of `GET /metrics`, what the doctor uses. */
export type DoctorMetrics = z.output<typeof reportSchema>;
/** Of `GET /health/detailed`, what the doctor uses. */
export type DoctorHealth = z.output<typeof storageSchema>;

/** Paths that people copy from a browser's address bar: the monitor's endpoints, all under the same base. */
const OWN_ADDRESSES = /\/(health(\/(live|ready|detailed))?|metrics(\/(history|requests))?|monitoring)?\/*$/;
/** What to do where the public is shown too little. */
export const GIVE_TOKEN = 'give --token, or set ALIGN_MONITOR_VIEWER_TOKEN';
/** A day of history has about 50 kB. */
const MAX_BYTES = 5_000_000;

/** A client of a monitor. Every method throws `NoAnswer` when the answer is not a monitor's. */
export class CheckClient {
  readonly #base: string;
  readonly #credentials: Pick<URL, 'username' | 'password'>;
  readonly #timeoutMs: number;
  readonly #token: string | undefined;

  /**
   * @param url the app's address, or one of the monitor's in it
   * @param token of a viewer or an operator
   */
  constructor(url: URL, timeoutSeconds: number, token?: string) {
    this.#base = url.origin + url.pathname.replace(OWN_ADDRESSES, '');
    this.#credentials = { username: url.username, password: url.password };
    this.#timeoutMs = timeoutSeconds * 1000;
    this.#token = token;
  }

  /** The address of the monitor's page. */
  get page(): string {
    return `${this.#base}/monitoring`;
  }

  /** The level and its figures; a 503 is a valid answer. */
  async health(): Promise<HealthAnswer> {
    return this.#read('/health/detailed', healthSchema, [200, 503]);
  }

  /** Whether a load balancer would send traffic there; only the status code decides. */
  async takesTraffic(): Promise<{ takesTraffic: boolean; health: HealthAnswer | undefined }> {
    const { url, answer } = await this.#ask('/health/detailed?for=lb');
    const health = healthSchema.safeParse(jsonOf(answer)).data;
    if (answer.status === 503) return { takesTraffic: false, health };
    const isOwn = health !== undefined || nothingSchema.safeParse(jsonOf(answer)).success;
    if (answer.status === 200 && isOwn) return { takesTraffic: true, health };
    throw this.#unexpected(url, answer);
  }

  /** Limits and the last deploy. */
  async metrics(): Promise<MetricsAnswer> {
    return this.#read('/metrics', metricsSchema, [200]);
  }

  /** Who we are to the app, and where it believes to be. */
  async session(): Promise<SessionAnswer> {
    return this.#read('/monitoring/session', sessionSchema, [200]);
  }

  /** All that is shown of the app. */
  async report(): Promise<DoctorMetrics> {
    return this.#read('/metrics', reportSchema, [200]);
  }

  /** Where history is kept. */
  async storage(): Promise<DoctorHealth> {
    return this.#read('/health/detailed', storageSchema, [200, 503]);
  }

  /** The steps of history. */
  async history(range: HistoryRange): Promise<StepsAnswer> {
    return this.#read(`/metrics/history?range=${range}`, historySchema, [200]);
  }

  async #read<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    statuses: readonly number[],
  ): Promise<z.output<Schema>> {
    const { url, answer } = await this.#ask(path);
    const json = jsonOf(answer);
    if (nothingSchema.safeParse(json).success)
      throw new NoAnswer(`${withoutQuery(url)} shows the public nothing: ${GIVE_TOKEN}`, { isFinal: true });
    const read = statuses.includes(answer.status) ? schema.safeParse(json) : undefined;
    if (read?.success === true) return read.data;
    throw this.#unexpected(url, answer);
  }

  async #ask(path: string): Promise<{ url: URL; answer: HttpAnswer }> {
    const url = Object.assign(new URL(this.#base + path), this.#credentials);
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const answer = await get(url, { signal, maxBytes: MAX_BYTES, token: this.#token }).catch((error: unknown) => {
      const advice = signal.aborted
        ? 'give it longer with --timeout'
        : 'does the app run, at this address? if it is starting: --wait 60s';
      throw new NoAnswer(error instanceof Error ? error.message : String(error), { advice, isAnswer: false });
    });
    return { url, answer };
  }

  #unexpected(url: URL, answer: HttpAnswer): NoAnswer {
    return unexpected(url, answer, this.#token !== undefined);
  }
}

function jsonOf({ text, isCut }: HttpAnswer): unknown {
  try {
    return isCut ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(url: URL, answer: HttpAnswer, hasToken: boolean): NoAnswer {
  const where = withoutQuery(url);
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  const retryAfterSeconds = wait === undefined ? undefined : wait / 1000;
  const said = refusalSchema.safeParse(jsonOf(answer)).data?.error.message;
  if (answer.status === 401 || answer.status === 403 || (answer.status === 429 && hasToken)) {
    // A wait is asked of those who have sent too many wrong tokens.
    return new NoAnswer(
      `${where} answered ${answer.status}: ${hasToken && said !== undefined ? said : 'access is denied'}`,
      {
        advice: hasToken ? 'give another token, of a viewer or an operator' : GIVE_TOKEN,
        ...{ retryAfterSeconds, isFinal: retryAfterSeconds === undefined, isDenied: true },
      },
    );
  }
  const why = said ?? 'that is no answer of a monitor';
  return new NoAnswer(`${where} answered ${answer.status}: ${why}`, {
    retryAfterSeconds,
    advice: adviceFor(answer.status),
  });
}

function adviceFor(status: number): string {
  if (status >= 300 && status < 400) return 'give the address that it leads to, or let the login pass this one';
  if (status >= 500) return 'if the app is starting: --wait 60s; else see its log, and that of the proxy';
  return "is the monitor in front of the app's routes? with the option basePath, give the address with it";
}

/** The token of the environment; where it names several, of which one takes the place of another, the first. */
export function tokenOf(env: NodeJS.ProcessEnv): { token?: string } {
  const given = env['ALIGN_MONITOR_VIEWER_TOKEN'] ?? env['ALIGN_MONITOR_OPERATOR_TOKEN'] ?? '';
  const token = given.split(/[\s,]+/).find((each) => each !== '');
  return token === undefined ? {} : { token };
}
