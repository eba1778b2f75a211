import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluate, hasAlert, type RuleStates, type Transition } from '../../../../server/alerts/rules/rule-engine.js';
import type { Rule } from '../../../../server/options/rule.js';
import { resolveRules } from '../../../../server/options/rules.js';
import type { RuleInput } from '../../../../server/alerts/rules/rule-input.js';
import { type Given, inputOf } from '../figures.js';

const FAILING = inputOf({ requests: 100, failed: 50 });
/** Over the threshold, but not beyond chance. */
const OVER = inputOf({ requests: 100, failed: 6 });
const FINE = inputOf({ requests: 100 });
const EMPTY = inputOf({});

function errorRate(fields: object = {}): Rule {
  const [rule] = resolveRules({ error_rate_high: fields });
  assert.ok(rule);
  return rule;
}

/** Evaluates one rule again and again. */
class Run {
  kinds: Transition['kind'][] = [];
  now = 0;
  #states: RuleStates = new Map();
  readonly #rule: Rule;

  constructor(fields: object = {}) {
    this.#rule = errorRate(fields);
  }

  /** Looks so many seconds later; answers what happened then. */
  see(input: RuleInput, seconds = 5): string {
    this.now += seconds * 1000;
    const { states, transitions } = evaluate([this.#rule], input, this.#states, this.now);
    this.#states = states;
    const kinds = transitions.map(({ kind }) => kind);
    this.kinds.push(...kinds);
    return kinds.join(' ');
  }

  get hasAlert(): boolean {
    const state = this.#states.get(this.#rule.name);
    return state !== undefined && hasAlert(state);
  }

  get changes(): number {
    return this.#states.get(this.#rule.name)?.changes.length ?? 0;
  }
}

describe('an alert', () => {
  it('fires through the gate and is resolved at the bare threshold', () => {
    const run = new Run();
    assert.equal(run.see(OVER), '');
    assert.equal(run.see(FAILING), 'firing');
    assert.equal(run.see(OVER), '');
    assert.equal(run.see(inputOf({ requests: 100, failed: 5 })), 'resolved');
  });

  it('is pending for forSeconds, and dropped when it holds no longer', () => {
    const run = new Run({ forSeconds: 10 });
    assert.equal(run.see(FAILING), 'pending');
    assert.equal(run.see(FINE), 'dropped');
    assert.equal(run.see(FAILING), 'pending');
    assert.equal(run.see(FAILING), '');
    assert.equal(run.see(FAILING), 'firing');
  });

  it('keeps firing for keepFiringSeconds, counted anew when it holds again', () => {
    const run = new Run({ keepFiringSeconds: 10 });
    run.see(FAILING);
    assert.equal(run.see(FINE), '');
    assert.equal(run.see(OVER), '');
    assert.equal(run.see(FINE), '');
    assert.equal(run.see(FINE), '');
    assert.equal(run.see(FINE), 'resolved');
  });

  it('is held for 300 s by an empty window, and then resolved', () => {
    const run = new Run();
    run.see(FAILING);
    for (let seconds = 5; seconds < 300; seconds += 5) assert.equal(run.see(EMPTY), '');
    assert.equal(run.see(EMPTY), 'resolved');
  });

  it('does not begin to fire while there are no requests', () => {
    const run = new Run({ forSeconds: 10 });
    run.see(FAILING);
    assert.equal(run.see(EMPTY, 60), '');
    assert.equal(run.see(EMPTY, 240), 'dropped');
  });

  it('is evaluated once after the event loop stood still for 10 s, and fires only on what it sees', () => {
    const run = new Run({ forSeconds: 10 });
    assert.equal(run.see(FINE, 10), '');
    assert.equal(run.see(FAILING, 10), 'pending');
    assert.equal(run.see(FAILING, 10), 'firing');
    assert.equal(run.see(FINE, 600), 'resolved');
  });
});

describe('a gated count that was resolved', () => {
  const [, , serverErrors] = resolveRules(undefined);
  const errors = (recent: number, whole: number): RuleInput => {
    const of = (count: number) => inputOf({ requests: 150, classes: { '5xx': count } }).window(0);
    return inputOf({}, { window: (seconds) => of(seconds === 300 ? whole : recent) });
  };

  it('fires again only on new errors while its window still holds the old ones', () => {
    assert.ok(serverErrors);
    const kinds: string[] = [];
    let states: RuleStates = new Map();
    const sequence = [errors(9, 9), errors(0, 9), errors(1, 9), errors(5, 9), errors(0, 9)];
    sequence.forEach((input, index) => {
      const evaluation = evaluate([serverErrors], input, states, index * 5000);
      ({ states } = evaluation);
      kinds.push(evaluation.transitions.map(({ kind }) => kind).join(' '));
    });
    assert.deepEqual(kinds, ['firing', 'resolved', '', 'firing', 'flapping']);
  });
});

describe('a flapping alert', () => {
  /** Until it is held: fires, ends, fires, and would end. */
  function flapping(): Run {
    const run = new Run();
    for (const input of [FAILING, FINE, FAILING, FINE]) run.see(input, 60);
    return run;
  }

  it('is one alert from the fourth change within 30 minutes on, and announced once', () => {
    const run = flapping();
    assert.deepEqual(run.kinds, ['firing', 'resolved', 'firing', 'flapping']);
    for (let turn = 0; turn < 100; turn++) run.see(turn % 2 === 0 ? FAILING : FINE, 60);
    assert.equal(run.kinds.length, 4);
    assert.equal(run.hasAlert, true);
  });

  it('is resolved when it has been quiet for 30 minutes', () => {
    const run = flapping();
    assert.equal(run.see(FINE, 1795), '');
    assert.equal(run.see(FINE), 'resolved');
  });

  it('is an ordinary one again when it has held for 30 minutes', () => {
    const run = flapping();
    run.see(FAILING);
    assert.equal(run.see(FAILING, 1800), 'steady');
    assert.equal(run.see(FINE), 'resolved');
  });

  it('is none when the four changes take longer than 30 minutes', () => {
    const run = new Run();
    for (const input of [FAILING, FINE, FAILING, FINE]) run.see(input, 601);
    assert.deepEqual(run.kinds, ['firing', 'resolved', 'firing', 'resolved']);
  });

  it('that changes 10,000 times in a minute is one, with bounded state', () => {
    const run = new Run();
    for (let turn = 0; turn < 10_000; turn++) run.see(turn % 2 === 0 ? FAILING : FINE, 0.006);
    assert.deepEqual(run.kinds, ['firing', 'resolved', 'firing', 'flapping']);
    assert.equal(run.changes, 4);
  });
});

describe('the laws of the engine', () => {
  const given: fc.Arbitrary<Given> = fc.oneof(
    fc.constant({}),
    fc.record({ requests: fc.integer({ min: 1, max: 100 }), failed: fc.nat(100) }).map(({ requests, failed }) => {
      const some = Math.min(requests, failed);
      return { requests, failed: some, classes: { '5xx': some }, slow: [some, 900] as const };
    }),
  );
  const steps = fc.array(fc.tuple(given, fc.integer({ min: 1, max: 400 })), { maxLength: 60 });
  const times = fc.record({ forSeconds: fc.constantFrom(0, 10), keepFiringSeconds: fc.constantFrom(0, 30) });

  it('a rule never has two alerts at once: firing and resolved take turns', () => {
    fc.assert(
      fc.property(steps, times, (sequence, fields) => {
        const run = new Run(fields);
        for (const [figures, seconds] of sequence) run.see(inputOf(figures), seconds);
        const turns = run.kinds.filter((kind) => kind === 'firing' || kind === 'resolved');
        turns.forEach((kind, index) => assert.equal(kind, index % 2 === 0 ? 'firing' : 'resolved'));
        assert.equal(run.hasAlert, turns.at(-1) === 'firing');
      }),
    );
  });

  it('flapping and steady take turns too, and only while it fires', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const run = new Run();
        for (const [figures, seconds] of sequence) run.see(inputOf(figures), seconds);
        let [fires, flaps] = [false, false];
        for (const kind of run.kinds) {
          if (kind === 'firing' || kind === 'resolved') fires = kind === 'firing';
          if (kind === 'flapping') assert.ok(fires && !flaps);
          if (kind === 'steady') assert.ok(fires && flaps);
          if (kind === 'flapping' || kind === 'steady' || kind === 'resolved') flaps = kind === 'flapping';
        }
      }),
    );
  });

  it('the order of the rules makes no difference to any of them', () => {
    const rules = resolveRules(undefined);
    fc.assert(
      fc.property(steps, fc.shuffledSubarray(rules, { minLength: rules.length }), (sequence, shuffled) => {
        let [one, other]: RuleStates[] = [new Map(), new Map()];
        let now = 0;
        for (const [figures, seconds] of sequence) {
          now += seconds * 1000;
          one = evaluate(rules, inputOf(figures), one ?? new Map(), now).states;
          other = evaluate(shuffled, inputOf(figures), other ?? new Map(), now).states;
          for (const { name } of rules) assert.deepEqual(one.get(name), other.get(name));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('the input is unchanged: the same call returns the same', () => {
    const rules = [errorRate()];
    const before = evaluate(rules, FAILING, new Map(), 0).states;
    const copy = structuredClone(before);
    assert.deepEqual(evaluate(rules, FINE, before, 5000), evaluate(rules, FINE, before, 5000));
    assert.deepEqual(before, copy);
  });
});
