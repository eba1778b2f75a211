/** The element's states, and the answers of a fake monitor that lead to each of them. */

import type { HistoryRange, Metrics } from '../../server/contract/index.js';
import type { MonitorStatus } from '../../widget/model/status.js';
import { errorsOf, incident, many } from '../widget/support/error-groups.js';
import { fixtures, healthOf, type FixtureName } from '../widget/support/fixtures.js';
import { historyOf } from '../widget/support/history.js';
import { hostile, hostileHistory } from '../widget/support/hostile.js';
import { withPeople } from '../widget/support/waiting.js';

/** The time on the page's clock, in milliseconds since 1970. */
export const NOW = Date.parse('2026-11-23T21:00:00Z');

/** A state to show: an answer, or a failure to get one. */
export type State = FixtureName | 'hostile' | 'loading' | 'stale' | 'offline' | Failure;

type Failure = 'unreachable' | 'unauthorised' | 'not-a-monitor';

const answers = { ...fixtures, hostile } satisfies Record<string, (now: number) => Metrics>;

/** All states. */
export const states = [
  ...(Object.keys(answers) as (keyof typeof answers)[]),
  ...(['loading', 'stale', 'offline', 'unreachable', 'unauthorised', 'not-a-monitor'] as const),
];

/** The element's status in a state. */
export function statusIn(state: State): MonitorStatus {
  return state in answers ? answerIn(state).status : (state as Exclude<State, keyof typeof answers>);
}

/** Whether the element shows figures. */
export function hasFigures(state: State): boolean {
  return state in answers || state === 'stale' || state === 'offline';
}

/** The reply to a request: a response, none ever, or no server. */
export type Reply = { status: number; contentType: string; body: string } | 'silence' | 'gone';

/** The reply of the monitor to a request. */
export function replyTo(state: State, { pathname, searchParams }: URL): Reply {
  if (state === 'loading') return 'silence';
  if (state === 'unreachable') return 'gone';
  if (state === 'unauthorised') return json({ error: { code: 'unauthorised', message: '' } }, 401);
  if (state === 'not-a-monitor') return { status: 200, contentType: 'text/html', body: '<!doctype html><p>Sign in' };
  const metrics = answerIn(state);
  if (pathname.startsWith('/health')) return json(healthOf(metrics, { database: 'healthy', mcp: 'degraded' }));
  if (pathname === '/metrics/errors') return json(errorsOf(NOW, state === 'crowded' ? many(NOW, 200) : incident(NOW)));
  const range = searchParams.get('range') as HistoryRange | null;
  if (range === null) return json(metrics);
  if (state === 'hostile') return json(hostileHistory(NOW, range));
  const history = historyOf(NOW, range, { calm: state === 'warning' });
  return json(state === 'waiting' ? withPeople(history) : history);
}

function answerIn(state: State): Metrics {
  const make: (now: number) => Metrics = state in answers ? answers[state as keyof typeof answers] : answers.degraded;
  return make(NOW);
}

function json(body: unknown, status = 200): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
