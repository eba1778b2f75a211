/** A server that takes what the SDK of Sentry posts. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { listen, type Listening } from '../support/http.js';

/** The attributes of an event that the tests look at. */
export interface SentEvent {
  event_id: string;
  message?: string;
  level?: string;
  logger?: string;
  fingerprint?: string[];
  release?: string;
  timestamp?: number;
  tags?: Record<string, string>;
  contexts?: { alert?: Record<string, unknown> };
  extra?: Record<string, unknown>;
  exception?: { values: { type: string; value: string }[] };
}

/** The events of an envelope (develop.sentry.dev/sdk/data-model/envelopes): a header, then header and payload of each item. */
function eventsOf(envelope: string): SentEvent[] {
  const [header = '', ...items] = envelope.split('\n');
  assert.ok(Date.parse((JSON.parse(header) as { sent_at: string }).sent_at) > 0);
  const events: SentEvent[] = [];
  for (let line = 0; line + 1 < items.length; line += 2) {
    const { type } = JSON.parse(items[line] ?? '') as { type: string };
    if (type === 'event') events.push(JSON.parse(items[line + 1] ?? '') as SentEvent);
  }
  return events;
}

/** Starts the server. */
export async function startSentrySink(): Promise<{ dsn: string; events: SentEvent[]; close: Listening['close'] }> {
  const events: SentEvent[] = [];
  const { url, close } = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.url?.startsWith('/api/42/envelope/') === true) {
        events.push(...eventsOf((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()));
      }
      response.end('{}');
    });
  });
  return { dsn: `${url.replace('://', '://0123456789abcdef0123456789abcdef@')}/42`, events, close };
}
