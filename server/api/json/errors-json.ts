/** The JSON of `GET /metrics/errors`, and of the error groups in `GET /metrics`. */

import {
  type Acknowledgement,
  ERROR_GROUP_STATES,
  type ErrorGroup,
  type ErrorGroupCounts,
  type ErrorGroupDetails,
  type ErrorGroupsFigures,
  type ErrorGroupState,
  type ErrorSample,
  OTHER_ENDPOINTS,
  TOP_ERROR_GROUPS,
  TREND_STEP_SECONDS,
  TREND_STEPS,
} from '../../contract/index.js';
import type { ErrorGroups, GroupView } from '../../errors/error-groups.js';
import type { GroupAction, GroupState, KeptSample } from '../../errors/group-state.js';
import type { ResolvedOptions } from '../../options/monitor-options.js';
import { sentryEvent, trace } from './requests-json.js';

const MAX_ENDPOINTS = 5;

/** What the answer is made of. */
export interface ErrorsInput {
  errors: ErrorGroups;
  windowSeconds: number;
  /** When the last deploy was, milliseconds since 1970. */
  lastDeployAt: number | null;
  options: Pick<ResolvedOptions, 'sentry' | 'traceUrl'>;
  /** Monotonic milliseconds. */
  now: number;
  /** The same time in milliseconds since 1970. */
  wall: number;
}

/** Which groups are asked for; all unless given. */
export interface ErrorsFilter {
  id?: string | undefined;
  state?: ErrorGroupState | undefined;
}

/** The groups in `GET /metrics`. */
export function errorFigures(input: ErrorsInput): ErrorGroupsFigures {
  const ordered = inOrder(input);
  const top = ordered.filter(({ state }) => state === 'open' || state === 'acknowledged').slice(0, TOP_ERROR_GROUPS);
  return { ...countsOf(ordered), top: top.map((group) => groupJson(group, input)) };
}

/** The groups with all that is kept of them. */
export function errorDetails(
  input: ErrorsInput,
  filter: ErrorsFilter = {},
): ErrorGroupCounts & { groups: ErrorGroupDetails[] } {
  const ordered = inOrder(input);
  const chosen = ordered.filter(
    ({ view, state }) =>
      (filter.id === undefined || view.state.id === filter.id) &&
      (filter.state === undefined || state === filter.state),
  );
  return {
    ...countsOf(ordered),
    groups: chosen.map((group) => ({
      ...groupJson(group, input),
      samples: group.view.state.samples.map((sample) => sampleJson(sample, input.options)),
      stack: group.view.state.stack?.lines ?? [],
    })),
  };
}

/** One group. */
export function errorGroup(view: GroupView, input: ErrorsInput): ErrorGroup {
  return groupJson(ordered(view, input), input);
}

interface Ordered {
  view: GroupView;
  state: ErrorGroupState;
  windowCount: number;
}

function ordered(view: GroupView, { windowSeconds, now, wall }: ErrorsInput): Ordered {
  return { view, state: stateOf(view.state, wall), windowCount: view.own?.countOver(windowSeconds, now) ?? 0 };
}

/** Those that need somebody first, then by errors over the window, then the last seen. */
function inOrder(input: ErrorsInput): Ordered[] {
  const rank = (state: ErrorGroupState): number => Math.max(1, ERROR_GROUP_STATES.indexOf(state));
  return input.errors
    .views()
    .map((view) => ordered(view, input))
    .sort(
      (a, b) =>
        rank(a.state) - rank(b.state) || b.windowCount - a.windowCount || b.view.state.lastSeen - a.view.state.lastSeen,
    );
}

function countsOf(groups: readonly Ordered[]): ErrorGroupCounts {
  const by_state = Object.fromEntries(ERROR_GROUP_STATES.map((state) => [state, 0])) as ErrorGroupCounts['by_state'];
  for (const { state } of groups) by_state[state]++;
  return { kept: groups.length, by_state };
}

function stateOf({ action, resolved, returned }: GroupState, wall: number): ErrorGroupState {
  switch (action?.kind) {
    case undefined:
    case 'reopen':
      return 'open';
    case 'acknowledge':
      return 'acknowledged';
    case 'mute':
      return (action.until ?? 0) > wall ? 'muted' : 'open';
    case 'resolve':
      return resolved !== null && returned?.of === resolved.at ? 'open' : 'resolved';
  }
}

function groupJson({ view, state: shown, windowCount }: Ordered, input: ErrorsInput): ErrorGroup {
  const { state, own } = view;
  const { windowSeconds, lastDeployAt, now, wall } = input;
  const { action, resolved, returned, since, look } = state;
  const hasSessions = state.sessions.count > 0;
  return {
    id: state.id,
    type: state.type,
    message: look.message,
    location: look.location,
    grouped_by: state.grouping,
    is_fatal: state.fatalAt !== null && state.fatalAt >= state.lastSeen,
    state: shown,
    acknowledged: shown === 'acknowledged' && action !== null ? remarkOf(action) : null,
    muted_until: shown === 'muted' ? iso(action?.until ?? 0) : null,
    resolved: resolved && { ...remarkOf(resolved), version: resolved.version },
    returned_at: returned !== null && returned.of === resolved?.at ? iso(returned.at) : null,
    window_count: windowCount,
    window_sessions: hasSessions ? Math.min(windowCount, own?.sessionsOver(windowSeconds, now) ?? 0) : null,
    total_count: state.count,
    total_sessions: hasSessions ? state.sessions.count : null,
    first_seen: iso(state.firstSeen),
    last_seen: iso(state.lastSeen),
    since_version: since?.version ?? null,
    seconds_after_deploy: since && Math.max(0, Math.round((state.firstSeen - since.at) / 1000)),
    is_new: lastDeployAt !== null && state.firstSeen >= lastDeployAt,
    endpoints: endpointsOf(state),
    trend: trendOf(state, wall),
  };
}

function remarkOf({ by, note, at, credential }: GroupAction): Acknowledgement {
  return { by, note, at: iso(at), credential };
}

function endpointsOf({ endpoints, count }: GroupState): ErrorGroup['endpoints'] {
  const named = [...endpoints].map(([name, times]) => {
    const space = name.indexOf(' ');
    const hasMethod = /^[A-Z_]+ /.test(name);
    return {
      endpoint: hasMethod ? name.slice(space + 1) : name,
      method: hasMethod ? name.slice(0, space) : '',
      count: times,
    };
  });
  const rest = count - named.reduce((sum, { count: times }) => sum + times, 0);
  const isFull = named.length > MAX_ENDPOINTS && rest > 0;
  const all = isFull ? [...named, { endpoint: OTHER_ENDPOINTS, method: '_OTHER', count: rest }] : named;
  return all.sort((a, b) => b.count - a.count).slice(0, MAX_ENDPOINTS);
}

function trendOf({ trend }: GroupState, wall: number): number[] {
  const newest = Math.floor(wall / (TREND_STEP_SECONDS * 1000));
  return Array.from({ length: TREND_STEPS }, (_, index) => trend.get(newest - TREND_STEPS + 1 + index) ?? 0);
}

function sampleJson(sample: KeptSample, { sentry, traceUrl }: ErrorsInput['options']): ErrorSample {
  const { at, sentryEventId, ...fields } = sample;
  const ids = { traceId: sample.trace_id ?? undefined, requestId: sample.request_id ?? undefined };
  return {
    ...{ time: iso(at), ...trace(ids, traceUrl), ...fields },
    ...sentryEvent(sentryEventId ?? undefined, sentry?.projectUrl),
  };
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
