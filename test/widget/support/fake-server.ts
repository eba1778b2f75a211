/** A monitor's server that is a function: takes the place of `fetch` until `restore`, and remembers who asked. */
import type { HealthDetailed, HistoryAnswer, HistoryRange, Metrics } from '../../../server/contract.js';
import { fixtures, healthOf } from './fixtures.js';
import { historyOf } from './history.js';

/** What the server does with one request; undefined leaves it open for ever. */
export type Answer = () => Response | Promise<Response> | Error | undefined;

/** One request that changes something. */
export interface Posted {
  path: string;
  body: unknown;
}

/** Answers `/metrics`, `/metrics/history` and `/health/detailed`; everything can be replaced between two requests. */
export class FakeServer {
  /** What `/metrics` says. */
  metrics: () => Metrics = () => fixtures.healthy(Date.now());
  /** What `/health/detailed` says. */
  health: () => HealthDetailed = () => healthOf(fixtures.healthy(Date.now()));
  /** What `/metrics/history` says. */
  history: (range: HistoryRange) => HistoryAnswer = (range) => historyOf(Date.now(), range);
  /** Answers in their place, when it is set. */
  answer: Answer | null = null;
  answerHealth: Answer | null = null;
  answerHistory: Answer | null = null;
  /** What becomes of requests that change something, and which there were. */
  answerPost: Answer = () => Response.json({});
  readonly posted: Posted[] = [];
  /** The ranges that were asked for so far. */
  readonly askedHistory: string[] = [];
  /** The requests for figures so far, and how many of them are open. */
  asked: string[] = [];
  open = 0;
  mostOpen = 0;
  aborted = 0;
  options: RequestInit[] = [];
  readonly #real = window.fetch.bind(window);

  constructor() {
    window.fetch = (request, options) => this.#fetch(new Request(request).url, options ?? {});
  }

  restore(): void {
    window.fetch = this.#real;
  }

  #fetch(url: string, options: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    if (options.method === 'POST') {
      this.posted.push({ path: pathname, body: JSON.parse(options.body as string) as unknown });
      return Promise.resolve().then(() => settled(this.answerPost()));
    }
    const isHealth = url.includes('/health/');
    const isHistory = pathname.endsWith('/history');
    const range = (searchParams.get('range') ?? '') as HistoryRange;
    if (isHistory) this.askedHistory.push(range);
    const isFigures = !isHealth && !isHistory;
    const signal = options.signal ?? null;
    if (isFigures) {
      this.asked.push(url);
      this.options.push(options);
      this.open += 1;
      this.mostOpen = Math.max(this.mostOpen, this.open);
    }
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        if (!isHealth) this.aborted += 1;
        reject(new DOMException(String(signal.reason), 'AbortError'));
      });
      const own = isHealth ? this.answerHealth : isHistory ? this.answerHistory : this.answer;
      const usual = () => (isHealth ? this.health() : isHistory ? this.history(range) : this.metrics());
      const answer = own === null ? Response.json(usual()) : own();
      if (answer instanceof Error) reject(answer);
      else if (answer !== undefined) resolve(answer);
    }).finally(() => {
      if (isFigures) this.open -= 1;
    });
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
