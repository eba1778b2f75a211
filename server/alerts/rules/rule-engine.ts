/**
 * The rule engine: a pure function of rules, input, previous states and time. A rule is inactive, pending (its condition
 * holds, but not yet for long enough) or firing. It must pass its evidence gate to fire, and is resolved by the bare
 * threshold: a gate in both directions would flap. A call is one evaluation, however late it comes.
 */

import { measure, type Measurement } from './measurement.js';
import type { Rule } from '../../options/rule.js';
import type { RuleInput } from './rule-input.js';

/** How long a state is held while there is nothing to judge. */
export const HOLD_MS = 300_000;
/** A rule flaps when it changes `FLAP_CHANGES` times within this time, until it has not changed for as long. */
export const FLAP_MS = 1_800_000;
/** Changes between firing and not firing. */
export const FLAP_CHANGES = 4;

/** The state of a rule between two evaluations; times are monotonic milliseconds. */
export interface RuleState {
  phase: 'inactive' | 'pending' | 'firing';
  /** When the phase began. */
  since: number;
  /** When there was last something to judge; null before the first time. */
  measuredAt: number | null;
  /** While firing: since when the condition no longer holds. */
  clearSince: number | null;
  /** When it began or ceased to fire, oldest first; the last `FLAP_CHANGES`. */
  changes: readonly number[];
  isFlapping: boolean;
}

/** A change of a rule's alert. `dropped` is the end of a pending alert that never fired. */
export interface Transition {
  rule: Rule;
  kind: 'pending' | 'dropped' | 'firing' | 'flapping' | 'steady' | 'resolved';
}

/** States by the rules' names. */
export type RuleStates = ReadonlyMap<string, RuleState>;

/** The result of one evaluation. */
export interface Evaluation {
  states: RuleStates;
  /** By the rules' names; null when there was nothing to judge. */
  measurements: ReadonlyMap<string, Measurement | null>;
  /** In the order of the rules. */
  transitions: Transition[];
}

/** The state before the first evaluation. */
export const INITIAL_RULE_STATE: RuleState = {
  phase: 'inactive',
  since: 0,
  measuredAt: null,
  clearSince: null,
  changes: [],
  isFlapping: false,
};

/**
 * Evaluates all rules.
 * @param input asked once per rule and window: pass `memoized` input when there are many
 * @param now monotonic milliseconds
 */
export function evaluate(rules: readonly Rule[], input: RuleInput, before: RuleStates, now: number): Evaluation {
  const states = new Map<string, RuleState>();
  const measurements = new Map<string, Measurement | null>();
  const transitions: Transition[] = [];
  for (const rule of rules) {
    const measurement = measure(rule, input);
    const old = before.get(rule.name) ?? INITIAL_RULE_STATE;
    const state = withFlapping(nextPhase(rule, measurement, old, now), old, now);
    measurements.set(rule.name, measurement);
    states.set(rule.name, state);
    transitions.push(...kindsOf(old, state).map((kind) => ({ rule, kind })));
  }
  return { states, measurements, transitions };
}

/**
 * The states after a gap. What was pending begins anew. What fires is held as if it had just been measured: without
 * traffic nothing tells whether it still holds.
 * @param now monotonic milliseconds
 */
export function resumed(states: RuleStates, now: number): RuleStates {
  return new Map(
    Array.from(states, ([name, state]): [string, RuleState] => {
      if (!hasAlert(state)) return [name, { ...INITIAL_RULE_STATE, changes: state.changes }];
      const changes = state.isFlapping ? [...state.changes.slice(0, -1), now] : state.changes;
      return [name, { ...state, measuredAt: now, clearSince: null, changes }];
    }),
  );
}

/** Whether a rule has an alert. A flapping rule keeps it while the condition comes and goes. */
export function hasAlert({ phase, isFlapping }: RuleState): boolean {
  return phase === 'firing' || isFlapping;
}

function nextPhase(rule: Rule, measurement: Measurement | null, old: RuleState, now: number): RuleState {
  if (measurement === null) {
    const isHeld = old.measuredAt !== null && now - old.measuredAt < HOLD_MS;
    return isHeld || old.phase === 'inactive' ? old : enter('inactive', old, now);
  }
  const state = { ...old, measuredAt: now };
  switch (state.phase) {
    case 'inactive':
      if (!measurement.holds || !measurement.isEvident || (wasJustResolved(rule, state, now) && !measurement.isRenewed))
        return state;
      return enter(rule.forSeconds === 0 ? 'firing' : 'pending', state, now);
    case 'pending':
      if (!measurement.holds) return enter('inactive', state, now);
      return measurement.isEvident && now - state.since >= rule.forSeconds * 1000 ? enter('firing', state, now) : state;
    case 'firing': {
      if (measurement.holds) return { ...state, clearSince: null };
      const clearSince = state.clearSince ?? now;
      const isOver = now - clearSince >= rule.keepFiringSeconds * 1000;
      return isOver ? enter('inactive', state, now) : { ...state, clearSince };
    }
  }
}

/** Whether the window still holds what the last alert was about. */
function wasJustResolved({ window }: Rule, { changes }: RuleState, now: number): boolean {
  return now - (changes.at(-1) ?? -Infinity) < window * 1000;
}

function enter(phase: RuleState['phase'], state: RuleState, now: number): RuleState {
  return { ...state, phase, since: now, clearSince: null };
}

function withFlapping(state: RuleState, old: RuleState, now: number): RuleState {
  const hasChanged = (state.phase === 'firing') !== (old.phase === 'firing');
  if (!hasChanged) {
    const isQuiet = state.isFlapping && now - (state.changes.at(-1) ?? -Infinity) >= FLAP_MS;
    return isQuiet ? { ...state, isFlapping: false, changes: [] } : state;
  }
  const changes = [...state.changes, now].slice(-FLAP_CHANGES);
  const isMuch = changes.length === FLAP_CHANGES && now - (changes[0] ?? now) <= FLAP_MS;
  return { ...state, changes, isFlapping: state.isFlapping || isMuch };
}

function kindsOf(old: RuleState, state: RuleState): Transition['kind'][] {
  const had = hasAlert(old);
  const has = hasAlert(state);
  const kinds: Transition['kind'][] = [];
  if (has && !had) kinds.push('firing');
  if (state.isFlapping && !old.isFlapping) kinds.push('flapping');
  if (has && old.isFlapping && !state.isFlapping) kinds.push('steady');
  if (had && !has) kinds.push('resolved');
  if (!has && state.phase === 'pending' && old.phase !== 'pending') kinds.push('pending');
  if (!has && old.phase === 'pending' && state.phase === 'inactive') kinds.push('dropped');
  return kinds;
}
