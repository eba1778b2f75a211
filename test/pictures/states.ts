/** The states in which the element can be, and how an invented monitor brings each of them about. */

import type { HistoryRange, Metrics } from '../../server/contract/index.js';
import type { MonitorStatus } from '../../widget/status.js';
import { fixtures, healthOf, type FixtureName } from '../widget/support/fixtures.js';
import { historyOf } from '../widget/support/history.js';
import { hostile, hostileHistory } from '../widget/support/hostile.js';

/** The time that the clock shows, in milliseconds since 1970. */
export const NOW = Date.parse('2026-11-23T21:00:00Z');

/** What may be shown: an answer, or the want of one. */
export type State = FixtureName | 'hostile' | 'loading' | 'stale' | 'offline' | Refusal;

type Refusal = 'unreachable' | 'unauthorised' | 'not-a-monitor';

const answers = { ...fixtures, hostile } satisfies Record<string, (now: number) => Metrics>;

/** All of them. */
export const states = [
  ...(Object.keys(answers) as (keyof typeof answers)[]),
  ...(['loading', 'stale', 'offline', 'unreachable', 'unauthorised', 'not-a-monitor'] as const),
];

/** The element's status in a state. */
export function statusIn(state: State): MonitorStatus {
  return state in answers ? answerIn(state).status : (state as Exclude<State, keyof typeof answers>);
}

/** Whether there are figures to be seen. */
export function hasFigures(state: State): boolean {
  return state in answers || state === 'stale' || state === 'offline';
}

/** What becomes of a request: a response, silence for ever, or no server at all. */
export type Reply = { status: number; contentType: string; body: string } | 'silence' | 'gone';

/** What the monitor does with a request for an address. */
export function replyTo(state: State, { pathname, searchParams }: URL): Reply {
  if (state === 'loading') return 'silence';
  if (state === 'unreachable') return 'gone';
  if (state === 'unauthorised') return json({ error: { code: 'unauthorised', message: '' } }, 401);
  if (state === 'not-a-monitor') return { status: 200, contentType: 'text/html', body: '<!doctype html><p>Sign in' };
  const metrics = answerIn(state);
  if (pathname.startsWith('/health')) return json(healthOf(metrics, { database: 'healthy', mcp: 'degraded' }));
  const range = searchParams.get('range') as HistoryRange | null;
  if (range === null) return json(metrics);
  return json(state === 'hostile' ? hostileHistory(NOW, range) : historyOf(NOW, range, { calm: state === 'warning' }));
}

function answerIn(state: State): Metrics {
  const make: (now: number) => Metrics = state in answers ? answers[state as keyof typeof answers] : answers.degraded;
  return make(NOW);
}

function json(body: unknown, status = 200): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
