/** What the tests of notify/ share: alerts, a target with configured replies, and a notifier on a fake clock. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AlertNotice } from '../../../server/alerts/alerts.js';
import { Notifier, type NotifierSettings } from '../../../server/notify/notifier.js';
import type { Alert, Severity } from '../../../server/contract/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { listen, type Listening, until } from '../support/http.js';

/** 21:00:00 UTC, when the fake clock starts. */
const START_SECONDS = Date.UTC(2026, 10, 23, 21) / 1000;

/** A firing alert that began so many seconds after the clock's start. */
export function alertOf(id: string, severity: Severity = 'critical', began = 0): Alert {
  return {
    id,
    type: 'error_rate_high',
    severity,
    state: 'firing',
    message: `Error rate of ${id} 12 % (limit 5 %, last 60 s)`,
    condition: null,
    value: 12,
    peak_value: 14,
    unit: '%',
    threshold: 5,
    window_seconds: 60,
    time: START_SECONDS + began,
    timestamp: new Date((START_SECONDS + began) * 1000).toISOString(),
    resolved_at: null,
    evidence: {
      value: 14,
      threshold: 5,
      window_seconds: 60,
      sample_size: 100,
      count: 14,
      endpoints: [{ endpoint: '/items/:id', method: 'GET', count: 11, share_percent: 78.6 }],
      first: null,
    },
    acknowledged: null,
    muted_until: null,
    waiting: 0,
    confirmed: true,
    recovering: false,
    notified_at: null,
    flapping: false,
  };
}

/** It fires. */
export const fires = (alert: Alert): AlertNotice => ({ kind: 'firing', alert });

/** It ended so many seconds after the clock's start. */
export function ends(alert: Alert, ended = 240): AlertNotice {
  const resolved_at = new Date((START_SECONDS + ended) * 1000).toISOString();
  return { kind: 'resolved', alert: { ...alert, state: 'resolved', resolved_at } };
}

/** A request that reached the target. */
export interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** How the target answers: a status, a status with headers, or not at all. */
export type Reply = number | [status: number, headers: Record<string, string>] | 'never';

/** A real server that answers with the given replies in turn, then with the last one. */
export class FakeTarget {
  readonly received: Received[] = [];
  replies: Reply[] = [200];
  readonly #listening: Listening;

  private constructor(listening: Listening) {
    this.#listening = listening;
  }

  static async open(replies: Reply[] = [200]): Promise<FakeTarget> {
    const listening = await listen((request, response) => target.#take(request, response));
    const target = new FakeTarget(listening);
    target.replies = replies;
    return target;
  }

  get origin(): string {
    return this.#listening.url;
  }

  /** An address with secrets in it. */
  get url(): string {
    return `${this.origin}/services/SECRET-PATH?token=SECRET-QUERY`;
  }

  /** The bodies so far, as JSON. */
  bodies<T>(): T[] {
    return this.received.map(({ body }) => JSON.parse(body) as T);
  }

  close(): Promise<void> {
    return this.#listening.close();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      this.received.push({ method, url, headers, body });
      const reply = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? 200;
      if (reply === 'never') return;
      const [status, sent] = typeof reply === 'number' ? [reply, {}] : reply;
      response.writeHead(status, sent).end('an answer');
    });
  }
}

/** A notifier on a fake clock. */
export class Stage {
  readonly clock = new FakeClock(50_000);
  readonly errors: string[] = [];
  readonly notifier: Notifier;
  /** Requests that were begun, whether or not they have arrived. */
  begun = 0;

  constructor(targets: NotifierSettings['targets'], settings: Partial<NotifierSettings> = {}) {
    this.notifier = new Notifier({
      targets,
      app: 'Portal',
      instance: 'web-1:4711',
      random: () => 0,
      fetch: (...given) => {
        this.begun++;
        return fetch(...given);
      },
      onError: (error) => this.errors.push(String(error)),
      ...settings,
    });
  }

  /** Lets the notifier work at the present time. */
  tick(): void {
    this.notifier.tick(this.clock.monotonic(), this.clock.wall());
  }

  /** Lets so many seconds pass, with a tick after each. */
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1);
      this.tick();
    }
  }

  /** How many requests have been begun, once all that the last tick started has been. */
  async allBegun(): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.begun;
  }

  /** Lets real input and output go on, while the fake clock stands, until something holds. */
  until(holds: () => boolean, what: string): Promise<void> {
    return until(() => {
      this.tick();
      return holds();
    }, what);
  }

  /** The same with a second passing at each look. */
  passUntil(holds: () => boolean, what: string): Promise<void> {
    return until(() => {
      this.pass(1);
      return holds();
    }, what);
  }

  /** The first target's figures. */
  get figures(): ReturnType<Notifier['figures']>[number] {
    const [first] = this.notifier.figures();
    if (first === undefined) throw new Error('There is no target');
    return first;
  }
}
