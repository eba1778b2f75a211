/** A monitor's server that is a function: takes the place of `fetch` until `restore`, and remembers who asked. */
import type { HealthDetailed, Metrics } from '../../../server/contract.js';
import { fixtures, healthOf } from './fixtures.js';

/** What the server does with one request; undefined leaves it open for ever. */
export type Answer = () => Response | Promise<Response> | Error | undefined;

/** Answers `/metrics` and `/health/detailed`; everything can be replaced between two requests. */
export class FakeServer {
  /** What `/metrics` says. */
  metrics: () => Metrics = () => fixtures.healthy(Date.now());
  /** What `/health/detailed` says. */
  health: () => HealthDetailed = () => healthOf(fixtures.healthy(Date.now()));
  /** Answers in their place, when it is set. */
  answer: Answer | null = null;
  answerHealth: Answer | null = null;
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
    const isHealth = url.includes('/health/');
    const signal = options.signal ?? null;
    if (!isHealth) {
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
      const own = isHealth ? this.answerHealth : this.answer;
      const answer = own === null ? Response.json(isHealth ? this.health() : this.metrics()) : own();
      if (answer instanceof Error) reject(answer);
      else if (answer !== undefined) resolve(answer);
    }).finally(() => {
      if (!isHealth) this.open -= 1;
    });
  }
}

/** A refusal with a status code. */
export function refuse(status: number, headers: Record<string, string> = {}): Answer {
  return () => Response.json({ error: { code: 'refused', message: 'no' } }, { status, headers });
}

/** No server at all. */
export const gone: Answer = () => new TypeError('Failed to fetch');
