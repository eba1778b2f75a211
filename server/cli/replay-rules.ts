/** Runs alert rules over kept history: the rule engine itself, once in five seconds of the time that is kept. */

import { evaluate, type RuleStates } from '../alerts/rules/rule-engine.js';
import { covers } from '../alerts/rules/measurement.js';
import { memoized } from '../alerts/rules/rule-input.js';
import { type Severity, SLICE_SECONDS } from '../contract/index.js';
import type { Snapshot } from '../history/snapshots.js';
import type { Rule } from '../options/rule.js';
import { ReplayInput } from './replay-input.js';

/** A period of time, milliseconds since 1970. */
export interface Period {
  from: number;
  to: number;
}

/** How often a rule would have fired. */
export interface ReplayedRule {
  rule: string;
  severity: Severity;
  /** When its alerts would have fired, oldest first. */
  firing: readonly Period[];
}

/** A rule that cannot be replayed. */
export interface UnreplayedRule {
  rule: string;
  /** Why: the end of a sentence. */
  reason: string;
}

/** Steps further apart are a gap, in which nothing ran. */
const GAP_MS = 60_000;
/** The longest window of a rule, and what the evidence for it may come from. */
const MAX_WINDOW_MS = 900_000;

/**
 * Replays rules.
 * @param steps of all processes, in the order of their begin
 * @param rules those that `unreplayable` has no reason against
 */
export function replayRules(steps: readonly Snapshot[], rules: readonly Rule[]): ReplayedRule[] {
  const firing = new Map<string, Period[]>(rules.map(({ name }) => [name, []]));
  for (const run of runsOf(steps)) {
    // What came before a gap does not count after it.
    let states: RuleStates = new Map();
    for (let at = run.from + SLICE_SECONDS * 1000; at <= run.to; at += SLICE_SECONDS * 1000) {
      const touched = run.steps.filter(({ from, to }) => from < at && to > at - MAX_WINDOW_MS);
      const { states: next, transitions } = evaluate(
        rules,
        memoized(new ReplayInput(touched, at, run.from)),
        states,
        at,
      );
      states = next;
      for (const { rule, kind } of transitions) {
        const periods = firing.get(rule.name);
        const open = periods?.at(-1);
        if (kind === 'firing') periods?.push({ from: at, to: run.to });
        else if (kind === 'resolved' && open !== undefined) open.to = at;
      }
    }
  }
  return rules.map(({ name, severity }) => ({ rule: name, severity, firing: firing.get(name) ?? [] }));
}

/** Why a rule cannot be replayed; undefined when it can. */
export function unreplayable(rule: Rule, steps: readonly Snapshot[]): string | undefined {
  if (rule.dependency !== null) return 'the calls of dependencies are not kept';
  if (rule.metric === 'check') return 'the results of checks are not kept';
  if (rule.metric === 'event_loop_delay') return 'the event-loop delay is not kept';
  if (rule.metric === 'slow_rate')
    return 'it is not kept which requests were slower than the limits of their endpoints';
  if (rule.metric === 'new_error') return 'error groups are not kept by time';
  if (rule.endpoint === null) return undefined;
  if (rule.metric === 'count') return 'error classes are kept for the whole app only, not for single endpoints';
  const isKept = steps.some(({ endpoints }) => endpoints.some((endpoint) => covers(rule, endpoint)));
  return isKept ? undefined : 'its endpoint is not among the 20 busiest of any step, and only these are kept';
}

/** The times without a gap. */
export function runsOf(steps: readonly Snapshot[]): (Period & { steps: Snapshot[] })[] {
  const runs: (Period & { steps: Snapshot[] })[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last === undefined || step.from > last.to + GAP_MS) {
      runs.push({ from: step.from, to: step.to, steps: [step] });
    } else {
      last.to = Math.max(last.to, step.to);
      last.steps.push(step);
    }
  }
  return runs;
}
