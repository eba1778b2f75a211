/**
 * The rule engine: a pure function of rules, figures, earlier states and the time. A rule is inactive, pending (its
 * condition holds, but not yet long enough) or firing. It fires through its evidence gate and is resolved by the bare
 * threshold: gating both ways would flap. However late a call comes, it is one evaluation.
 */

import { read, type Reading } from './measurement.js';
import type { Rule } from '../options/rule.js';
import { remembering, type RuleView } from './rule-input.js';

/** Without anything to judge by, the state is held for so long. */
export const HOLD_MS = 300_000;
/** A rule that changes so often within this time flaps, and does so until it has been quiet for as long. */
export const FLAP_MS = 1_800_000;
/** How many changes make it flap. */
export const FLAP_CHANGES = 4;

/** What is remembered of a rule; times are monotonic milliseconds. */
export interface RuleState {
  phase: 'inactive' | 'pending' | 'firing';
  /** When the phase began. */
  since: number;
  /** When there was last something to judge by; null while there has been nothing. */
  measuredAt: number | null;
  /** While firing: since when the condition no longer holds. */
  clearSince: number | null;
  /** When it last began or ceased to fire, oldest first; at most `FLAP_CHANGES`. */
  changes: readonly number[];
  isFlapping: boolean;
}

/** Something that happened to a rule's alert; `dropped` is the end of a pending one that never fired. */
export interface Transition {
  rule: Rule;
  kind: 'pending' | 'dropped' | 'firing' | 'flapping' | 'steady' | 'resolved';
}

/** States by the rules' names. */
export type RuleStates = ReadonlyMap<string, RuleState>;

/** The result of one evaluation. */
export interface Evaluation {
  states: RuleStates;
  /** By rule; null where there was nothing to judge by. */
  readings: ReadonlyMap<string, Reading | null>;
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
 * @param now monotonic milliseconds
 */
export function evaluate(rules: readonly Rule[], view: RuleView, before: RuleStates, now: number): Evaluation {
  const seen = remembering(view);
  const states = new Map<string, RuleState>();
  const readings = new Map<string, Reading | null>();
  const transitions: Transition[] = [];
  for (const rule of rules) {
    const reading = read(rule, seen);
    const old = before.get(rule.name) ?? INITIAL_RULE_STATE;
    const state = withFlapping(nextPhase(rule, reading, old, now), old, now);
    readings.set(rule.name, reading);
    states.set(rule.name, state);
    transitions.push(...kindsOf(old, state).map((kind) => ({ rule, kind })));
  }
  return { states, readings, transitions };
}

/** Whether a rule has an alert: a flapping one keeps it while the condition comes and goes. */
export function hasAlert({ phase, isFlapping }: RuleState): boolean {
  return phase === 'firing' || isFlapping;
}

function nextPhase(rule: Rule, reading: Reading | null, old: RuleState, now: number): RuleState {
  if (reading === null) {
    const isHeld = old.measuredAt !== null && now - old.measuredAt < HOLD_MS;
    return isHeld || old.phase === 'inactive' ? old : enter('inactive', old, now);
  }
  const state = { ...old, measuredAt: now };
  switch (state.phase) {
    case 'inactive':
      if (!reading.holds || !reading.isEvident || (isJustOver(rule, state, now) && !reading.isRenewed)) return state;
      return enter(rule.forSeconds === 0 ? 'firing' : 'pending', state, now);
    case 'pending':
      if (!reading.holds) return enter('inactive', state, now);
      return reading.isEvident && now - state.since >= rule.forSeconds * 1000 ? enter('firing', state, now) : state;
    case 'firing': {
      if (reading.holds) return { ...state, clearSince: null };
      const clearSince = state.clearSince ?? now;
      const isOver = now - clearSince >= rule.keepFiringSeconds * 1000;
      return isOver ? enter('inactive', state, now) : { ...state, clearSince };
    }
  }
}

/** Whether its window still holds what the last alert was about. */
function isJustOver({ window }: Rule, { changes }: RuleState, now: number): boolean {
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
