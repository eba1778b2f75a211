/** A monitor's server that is a function: takes the place of `fetch` until `restore`, and remembers who asked. */
import type {
  ErrorsAnswer,
  HealthDetailed,
  HistoryAnswer,
  HistoryRange,
  Metrics,
  PublicHistory,
  PublicLevel,
  PublicMetrics,
  RequestKind,
  RequestsAnswer,
  Session,
} from '../../../server/contract/index.js';
import { errorsOf, incident } from './error-groups.js';
import { fixtures, healthOf } from './fixtures.js';
import { historyOf } from './history.js';
import { sessionOf } from './public.js';
import { requestsOf } from './requests.js';

/** What the server does with one request; undefined leaves it open for ever. */
export type Answer = () => Response | Promise<Response> | Error | undefined;

/** One request that changes something. */
export interface Posted {
  path: string;
  body: unknown;
}

/**
 * Answers `/metrics`, `/metrics/history`, `/metrics/requests` and `/health/detailed`; everything can be replaced between
 * two requests.
 */
export class FakeServer {
  /** What `/metrics` says. */
  metrics: () => Metrics | PublicMetrics | PublicLevel = () => fixtures.healthy(Date.now());
  /** What `/health/detailed` says. */
  health: () => HealthDetailed = () => healthOf(fixtures.healthy(Date.now()));
  /** What `/metrics/history` says. */
  history: (range: HistoryRange) => HistoryAnswer | PublicHistory = (range) => historyOf(Date.now(), range);
  /** What `/metrics/requests` says. */
  requests: (kind: RequestKind, endpoint: string, method: string) => RequestsAnswer = (...asked) =>
    requestsOf(Date.now(), ...asked);
  /** What `/metrics/errors` says, and how often that was asked for. */
  errors: () => ErrorsAnswer = () => errorsOf(Date.now(), incident(Date.now()));
  answerErrors: Answer | null = null;
  askedErrors = 0;
  /** What `/monitoring/session` says. */
  session: () => Session = () => sessionOf('operator');
  /** How often that was asked for. */
  askedSession = 0;
  /** The `Authorization` of every request so far; null for those without. */
  readonly authorizations: (string | null)[] = [];
  /** Answers in their place, when it is set. */
  answer: Answer | null = null;
  answerHealth: Answer | null = null;
  answerHistory: Answer | null = null;
  answerRequests: Answer | null = null;
  /** What becomes of requests that change something, and which there were. */
  answerPost: Answer = () => Response.json({});
  readonly posted: Posted[] = [];
  /** The ranges that were asked for so far. */
  readonly askedHistory: string[] = [];
  /** The addresses at which single requests were asked for so far, and how many of these were aborted. */
  readonly askedRequests: URL[] = [];
  requestOptions: RequestInit[] = [];
  abortedRequests = 0;
  /** The requests for figures so far, and how many of them are open. */
  asked: string[] = [];
  open = 0;
  mostOpen = 0;
  aborted = 0;
  options: RequestInit[] = [];
  /** By which the requests for the detailed health can be ended. */
  readonly healthSignals: AbortSignal[] = [];
  readonly #real = window.fetch.bind(window);

  constructor() {
    window.fetch = (request, options) => this.#fetch(new Request(request).url, options ?? {});
  }

  restore(): void {
    window.fetch = this.#real;
  }

  #fetch(url: string, options: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    this.authorizations.push(new Headers(options.headers).get('authorization'));
    if (pathname.endsWith('/session')) {
      this.askedSession += 1;
      return Promise.resolve(Response.json(this.session()));
    }
    if (options.method === 'POST') {
      this.posted.push({ path: pathname, body: JSON.parse(options.body as string) as unknown });
      return Promise.resolve().then(() => settled(this.answerPost()));
    }
    if (pathname.endsWith('/metrics/errors')) {
      this.askedErrors += 1;
      return Promise.resolve().then(() => settled((this.answerErrors ?? (() => Response.json(this.errors())))()));
    }
    const isHealth = url.includes('/health/');
    const isHistory = pathname.endsWith('/history');
    const range = (searchParams.get('range') ?? '') as HistoryRange;
    if (isHistory) this.askedHistory.push(range);
    const isRequests = pathname.endsWith('/requests');
    if (isRequests) {
      this.askedRequests.push(new URL(url));
      this.requestOptions.push(options);
    }
    const isFigures = !isHealth && !isHistory && !isRequests;
    const signal = options.signal ?? null;
    if (isHealth && signal) this.healthSignals.push(signal);
    if (isFigures) {
      this.asked.push(url);
      this.options.push(options);
      this.open += 1;
      this.mostOpen = Math.max(this.mostOpen, this.open);
    }
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        if (isRequests) this.abortedRequests += 1;
        else if (!isHealth) this.aborted += 1;
        reject(new DOMException(String(signal.reason), 'AbortError'));
      });
      const [own, usual] = isHealth
        ? [this.answerHealth, () => this.health()]
        : isHistory
          ? [this.answerHistory, () => this.history(range)]
          : isRequests
            ? [this.answerRequests, () => this.#requests(searchParams)]
            : [this.answer, () => this.metrics()];
      const answer = own === null ? Response.json(usual()) : own();
      if (answer instanceof Error) reject(answer);
      else if (answer !== undefined) resolve(answer);
    }).finally(() => {
      if (isFigures) this.open -= 1;
    });
  }

  #requests(asked: URLSearchParams): RequestsAnswer {
    const kind = asked.get('kind') as RequestKind;
    return this.requests(kind, asked.get('endpoint') ?? '', asked.get('method') ?? '');
  }
}

function settled(answer: ReturnType<Answer>): Response | Promise<Response> {
  if (answer instanceof Error) throw answer;
  return answer ?? new Promise(() => undefined);
}

/** A refusal with a status code. */
export function refuse(status: number, headers: Record<string, string> = {}): Answer {
  return () => Response.json({ error: { code: 'refused', message: 'no' } }, { status, headers });
}

/** No server at all. */
export const gone: Answer = () => new TypeError('Failed to fetch');
