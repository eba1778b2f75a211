import { request, type Agent, type IncomingMessage } from 'node:http';

/** A request that ended without an answer: the portal is gone, too slow, or the visit was called off. */
export class NoAnswer extends Error {}

/** What came back, after redirects were followed. */
export interface Answer {
  status: number;
  text: string;
}

/** How often a redirect is followed before the answer is taken as it is. */
const redirectLimit = 3;
const timeoutMs = 15_000;

/** How many requests were sent, and how many of them got no answer. */
export interface Traffic {
  sent: number;
  unanswered: number;
}

/** One visitor's browser: real HTTP over kept connections, with cookies and redirects. */
export class Client {
  readonly #origin: URL;
  readonly #agent: Agent;
  readonly #traffic: Traffic;
  readonly #signal: AbortSignal;
  readonly #cookies = new Map<string, string>();

  constructor(origin: URL, agent: Agent, traffic: Traffic, signal: AbortSignal) {
    this.#origin = origin;
    this.#agent = agent;
    this.#traffic = traffic;
    this.#signal = signal;
  }

  /** Fetches a page. Rejects with NoAnswer. */
  get(path: string): Promise<Answer> {
    return this.#follow('GET', path);
  }

  /** Sends a form. Rejects with NoAnswer. */
  post(path: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#follow('POST', path, new URLSearchParams(form).toString());
  }

  /** Asks for a page and goes away after `afterMs` milliseconds, as somebody does who closes the tab. */
  async abandon(path: string, afterMs: number): Promise<void> {
    const patience = AbortSignal.timeout(afterMs);
    await this.#send('GET', path, undefined, patience).catch((error: unknown) => {
      if (!patience.aborted) throw error;
    });
  }

  /** Forgets all cookies. */
  forget(): void {
    this.#cookies.clear();
  }

  async #follow(method: string, path: string, body?: string): Promise<Answer> {
    const signal = this.#signal;
    let { response, text } = await this.#send(method, path, body, signal);
    for (let hops = 0; hops < redirectLimit && response.headers.location !== undefined; hops += 1) {
      const target = new URL(response.headers.location, this.#origin);
      ({ response, text } = await this.#send('GET', target.pathname + target.search, undefined, signal));
    }
    return { status: response.statusCode ?? 0, text };
  }

  async #send(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<{ response: IncomingMessage; text: string }> {
    this.#traffic.sent += 1;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers: Record<string, string> = {
          accept: 'text/html',
          ...(this.#cookies.size > 0 && { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }),
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        };
        const options = { method, agent: this.#agent, headers, signal, timeout: timeoutMs };
        const outgoing = request(new URL(path, this.#origin), options);
        outgoing.once('timeout', () => outgoing.destroy(new Error('No answer came in time')));
        outgoing.once('response', resolve).once('error', reject).end(body);
      });
      this.#keepCookies(response.headers['set-cookie'] ?? []);
      response.setEncoding('utf8');
      let text = '';
      for await (const chunk of response as AsyncIterable<string>) text += chunk;
      return { response, text };
    } catch (error) {
      this.#traffic.unanswered += 1;
      throw new NoAnswer(`${method} ${path} got no answer`, { cause: error });
    }
  }

  #keepCookies(headers: readonly string[]): void {
    for (const header of headers) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(header) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
