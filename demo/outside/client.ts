/** An HTTP client that behaves like one visitor's browser. */

import { randomBytes } from 'node:crypto';
import { request, type Agent, type IncomingMessage } from 'node:http';

/** A request without a response: the portal is gone or too slow, or the client was stopped. */
export class NoResponseError extends Error {}

/** A response, after redirects were followed. */
export interface PageResponse {
  status: number;
  text: string;
}

/** After this many redirects the response is returned as it is. */
const redirectLimit = 3;
const timeoutMs = 15_000;

/** How many requests were sent, and how many of them got no response. */
export interface Traffic {
  sent: number;
  unanswered: number;
}

/** Sends requests over keep-alive connections, keeps cookies and follows redirects. */
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

  /** Fetches a page. Rejects with NoResponseError. */
  get(path: string): Promise<PageResponse> {
    return this.#follow('GET', path);
  }

  /** Sends a form. Rejects with NoResponseError. */
  post(path: string, form: Readonly<Record<string, string>>): Promise<PageResponse> {
    return this.#follow('POST', path, new URLSearchParams(form).toString());
  }

  /** Requests a page and aborts the request after `afterMs` milliseconds, like a visitor who closes the tab. */
  async abandon(path: string, afterMs: number): Promise<void> {
    const abort = AbortSignal.timeout(afterMs);
    await this.#send('GET', path, undefined, abort).catch((error: unknown) => {
      if (!abort.aborted) throw error;
    });
  }

  /** Deletes all cookies. */
  clearCookies(): void {
    this.#cookies.clear();
  }

  async #follow(method: string, path: string, body?: string): Promise<PageResponse> {
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
          traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
          ...(this.#cookies.size > 0 && { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }),
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        };
        const options = { method, agent: this.#agent, headers, signal, timeout: timeoutMs };
        const outgoing = request(new URL(path, this.#origin), options);
        outgoing.once('timeout', () => outgoing.destroy(new Error('No response in time')));
        outgoing.once('response', resolve).once('error', reject).end(body);
      });
      this.#keepCookies(response.headers['set-cookie'] ?? []);
      response.setEncoding('utf8');
      let text = '';
      for await (const chunk of response as AsyncIterable<string>) text += chunk;
      return { response, text };
    } catch (error) {
      this.#traffic.unanswered += 1;
      throw new NoResponseError(`${method} ${path} got no response`, { cause: error });
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
