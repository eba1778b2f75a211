import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Checks, MAX_CHECKS, type CheckFunction, type CheckOptions } from '../../../server/checks/checks.js';
import { FakeClock } from '../support/fake-clock.js';

/** Checks on a clock in the test's hands. */
class Stage {
  readonly clock = new FakeClock(5000);
  readonly checks = new Checks(() => this.clock.monotonic());

  /** Ticks once, and lets what answers at once do so. */
  async tick(): Promise<void> {
    this.checks.tick(this.clock.monotonic(), this.clock.wall());
    await this.turn();
  }

  /** Lets the event loop turn without a tick. */
  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets so many seconds pass, a tick each. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1);
      await this.tick();
    }
  }
}

/** A check that answers what the test wants. */
function scripted(...outcomes: boolean[]) {
  const state = { runs: 0 };
  const probe = () => {
    const isGood = outcomes[Math.min(state.runs, outcomes.length - 1)] ?? true;
    state.runs++;
    if (!isGood) throw new Error(`run ${state.runs} failed`);
  };
  return { state, probe };
}

/** What a check's status is after each of its runs. */
async function statuses(...outcomes: boolean[]): Promise<(string | undefined)[]> {
  const stage = new Stage();
  const { probe } = scripted(...outcomes);
  stage.checks.add('database', probe, { intervalSeconds: 1 });
  const seen = [stage.checks.status('database')];
  for (let run = 0; run < outcomes.length; run++) {
    await stage.pass(1);
    seen.push(stage.checks.status('database'));
  }
  return seen;
}

const never: CheckFunction = () => new Promise(() => undefined);

describe('a check', () => {
  it('is unknown until its first result, and healthy after one good run', async () => {
    assert.deepEqual(await statuses(true), ['unknown', 'healthy']);
    assert.deepEqual(await statuses(false, true), ['unknown', 'unknown', 'healthy']);
  });

  it('is degraded after three failed runs in a row, not after two', async () => {
    assert.deepEqual((await statuses(true, false, false, true, false, false, false)).slice(1), [
      ...['healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'degraded'],
    ]);
    assert.deepEqual(await statuses(false, false, false), ['unknown', 'unknown', 'unknown', 'degraded']);
  });

  it('that was degraded is healthy again after two good runs in a row, not after one', async () => {
    assert.deepEqual((await statuses(false, false, false, true, false, true, true)).slice(3), [
      ...['degraded', 'degraded', 'degraded', 'degraded', 'healthy'],
    ]);
  });

  it('first runs at the first tick and then once in each interval', async () => {
    const stage = new Stage();
    const { state, probe } = scripted(true);
    stage.checks.add('database', probe);
    await stage.tick();
    assert.equal(state.runs, 1);
    await stage.pass(29);
    assert.equal(state.runs, 1);
    await stage.pass(1);
    assert.equal(state.runs, 2);
    await stage.pass(300);
    assert.equal(state.runs, 12);
  });

  it('does not always run in the same tick as all others', async () => {
    const stage = new Stage();
    let now = 0;
    const most = { runs: 0 };
    for (let index = 0; index < 30; index++) stage.checks.add(`check ${index}`, () => now++);
    await stage.pass(60);
    for (let second = 0; second < 60; second++) {
      now = 0;
      await stage.pass(1);
      most.runs = Math.max(most.runs, now);
    }
    assert.ok(most.runs <= 4, `${most.runs} checks ran in one tick`);
  });

  it('is not started a second time while it runs', async () => {
    const stage = new Stage();
    let runs = 0;
    stage.checks.add('slow', () => (runs++, never(new AbortController().signal)), {
      intervalSeconds: 10,
      timeoutSeconds: 10,
    });
    await stage.pass(10);
    assert.equal(runs, 1);
  });

  it('whose run is over its time limit has failed and is aborted, even when it ignores its signal', async () => {
    const stage = new Stage();
    let signal = AbortSignal.abort();
    stage.checks.add('deaf', (given) => ((signal = given), never(given)), { timeoutSeconds: 2 });
    await stage.tick();
    await stage.pass(1);
    assert.equal(signal.aborted, false);
    await stage.pass(1);
    assert.equal(signal.aborted, true);
    assert.equal(stage.checks.figures()[0]?.message, 'no answer within 2 s');
    assert.equal(stage.checks.figures()[0]?.duration_ms, 2000);
  });

  it('ignores the result of a run that has timed out', async () => {
    const stage = new Stage();
    let answer = (): void => undefined;
    stage.checks.add('late', () => new Promise<void>((resolve) => (answer = resolve)), { timeoutSeconds: 1 });
    await stage.tick();
    await stage.pass(1);
    answer();
    await stage.turn();
    await stage.pass(1);
    assert.equal(stage.checks.status('late'), 'unknown');
    assert.equal(stage.checks.figures()[0]?.message, 'no answer within 1 s');
  });

  it('that never ends is degraded, and at most two of its runs are open', async () => {
    const stage = new Stage();
    let runs = 0;
    stage.checks.add('hung', (signal) => (runs++, never(signal)), { intervalSeconds: 5, timeoutSeconds: 1 });
    await stage.pass(300);
    assert.equal(runs, 2);
    assert.equal(stage.checks.status('hung'), 'degraded');
    assert.equal(stage.checks.figures()[0]?.message, 'no answer yet to 2 earlier runs; not asked again');
  });

  it('that hung runs again when its earlier runs have ended', async () => {
    const stage = new Stage();
    const ends: (() => void)[] = [];
    stage.checks.add('hung', () => new Promise<void>((resolve) => ends.push(resolve)), {
      ...{ intervalSeconds: 5, timeoutSeconds: 1 },
    });
    await stage.pass(30);
    for (const end of ends) end();
    await stage.turn();
    await stage.pass(5);
    assert.equal(ends.length, 3);
  });

  it('does not fail because the event loop was blocked for longer than its time limit', async () => {
    const stage = new Stage();
    let answer = (): void => undefined;
    stage.checks.add('database', () => new Promise<void>((resolve) => (answer = resolve)));
    await stage.tick();
    stage.clock.advance(10);
    await stage.tick();
    answer();
    await stage.turn();
    await stage.pass(1);
    assert.equal(stage.checks.status('database'), 'healthy');
  });

  it('that fell behind runs once and not once for each interval missed', async () => {
    const stage = new Stage();
    const { state, probe } = scripted(true);
    stage.checks.add('database', probe, { intervalSeconds: 10 });
    await stage.pass(1);
    stage.clock.advance(60);
    await stage.tick();
    assert.equal(state.runs, 2);
    await stage.pass(9);
    assert.equal(state.runs, 2);
    await stage.pass(1);
    assert.equal(state.runs, 3);
  });

  it('has the time and duration of its last run, and since when it has its status', async () => {
    const stage = new Stage();
    let answer = (): void => undefined;
    stage.checks.add('database', () => new Promise<void>((resolve) => (answer = resolve)), { critical: true });
    assert.deepEqual(stage.checks.figures(), [
      {
        ...{ name: 'database', status: 'unknown', critical: true, message: null },
        ...{ duration_ms: null, last_run: null, since: null },
      },
    ]);
    await stage.tick();
    stage.clock.advance(0.25);
    answer();
    await stage.turn();
    assert.deepEqual(stage.checks.figures(), [
      {
        ...{ name: 'database', status: 'healthy', critical: true, message: null },
        ...{ duration_ms: 250, last_run: '2026-11-23T21:00:05.000Z', since: '2026-11-23T21:00:05.250Z' },
      },
    ]);
  });

  it('is listed as failing only while it is degraded, critical ones first', async () => {
    const stage = new Stage();
    const bad: CheckFunction = () => Promise.reject(new Error('no route'));
    stage.checks.add('mail', bad, { intervalSeconds: 1 });
    stage.checks.add('disk', () => undefined, { intervalSeconds: 1 });
    stage.checks.add('database', bad, { intervalSeconds: 1, critical: true });
    await stage.pass(2);
    assert.deepEqual(stage.checks.failing(), []);
    await stage.pass(1);
    assert.deepEqual(stage.checks.failing(), [
      { name: 'database', critical: true, message: 'no route' },
      { name: 'mail', critical: false, message: 'no route' },
    ]);
  });

  it('may be named __proto__ or constructor', async () => {
    const stage = new Stage();
    for (const name of ['__proto__', 'constructor', 'toString']) stage.checks.add(name, () => undefined);
    assert.equal(stage.checks.status('valueOf'), undefined);
    await stage.tick();
    assert.deepEqual(
      stage.checks.figures().map(({ name, status }) => [name, status]),
      [
        ['__proto__', 'healthy'],
        ['constructor', 'healthy'],
        ['toString', 'healthy'],
      ],
    );
  });

  it('of a closed monitor is aborted, does not run again, and its result is ignored', async () => {
    const stage = new Stage();
    let runs = 0;
    let answer = (): void => undefined;
    let signal: AbortSignal | undefined;
    const probe: CheckFunction = (given) => {
      runs++;
      signal = given;
      return new Promise<void>((resolve) => (answer = resolve));
    };
    stage.checks.add('database', probe);
    await stage.tick();
    stage.checks.close();
    assert.equal(signal?.aborted, true);
    answer();
    await stage.turn();
    await stage.pass(60);
    assert.equal(runs, 1);
    assert.equal(stage.checks.status('database'), 'unknown');
  });
});

describe("a failed check's message", () => {
  const hostile = {
    get message(): string {
      throw new Error('no');
    },
  };
  const messages: [name: string, thrown: unknown, says: string][] = [
    ['is the error’s first line', new Error('no route\n    at secret.js'), 'no route'],
    ['is cut at 200 characters', new Error('x'.repeat(5000)), 'x'.repeat(200)],
    ['is what was thrown when that is a text', 'down', 'down'],
    ['is the error’s code when it says nothing', Object.assign(new Error(''), { code: 'E_DOWN' }), 'E_DOWN'],
    ['is that of the first error inside it', new AggregateError([new Error('refused')]), 'refused'],
    [
      'shows no password',
      new Error('no answer from postgres://me:p@ss@db:5432/x'),
      'no answer from postgres://db:5432/x',
    ],
    ['is never missing', undefined, 'undefined'],
    ['is never empty', '', 'failed without a message'],
    ['survives an error that cannot be read', hostile, 'failed without a message'],
  ];
  for (const [name, thrown, says] of messages) {
    it(name, async () => {
      const stage = new Stage();
      stage.checks.add('odd', () => {
        throw thrown;
      });
      await stage.tick();
      assert.equal(stage.checks.figures()[0]?.message, says);
    });
  }
});

describe('adding a check', () => {
  const probe = (): void => undefined;
  const wrong: [name: string, add: (checks: Checks) => void, says: RegExp][] = [
    ['an empty name', (checks) => checks.add('', probe), /check name is ""; allowed: a text of 1 to 64 characters/],
    ['a name that is too long', (checks) => checks.add('x'.repeat(65), probe), /check name is "x+"; allowed: a text/],
    ['a name that is no text', (checks) => checks.add(7 as never, probe), /check name is 7; allowed: a text/],
    ['a reserved name', (checks) => checks.add('app', probe), /check name is "app"; allowed: any but app, last_error/],
    ['a name twice', (checks) => checks.add('used', probe), /check name is "used"; allowed: a name that no other/],
    [
      'no function',
      (checks) => checks.add('a', 7 as never),
      /check "a": function is 7; allowed: a function of an Abort/,
    ],
    ['an interval of nothing', withOptions({ intervalSeconds: 0 }), /intervalSeconds is 0; allowed: seconds from 1 to/],
    [
      'an interval of hours',
      withOptions({ intervalSeconds: 3601 }),
      /intervalSeconds is 3601; allowed: seconds from 1/,
    ],
    ['an interval that is no number', withOptions({ intervalSeconds: NaN }), /intervalSeconds is NaN; allowed/],
    [
      'a time limit over the interval',
      withOptions({ intervalSeconds: 10, timeoutSeconds: 11 }),
      /check "a": option timeoutSeconds is 11; allowed: seconds above 0 up to intervalSeconds \(10\)/,
    ],
    ['no time at all', withOptions({ timeoutSeconds: 0 }), /timeoutSeconds is 0; allowed: seconds above 0/],
    ['a critical in words', withOptions({ critical: 'yes' as never }), /critical is "yes"; allowed: true or false/],
    [
      'an unknown option',
      withOptions({ timeout: 5 } as never),
      /check "a": unknown option timeout; allowed: intervalSeconds, timeoutSeconds, critical/,
    ],
    ['options that are none', withOptions(7 as never), /check "a": options is 7; allowed: an object/],
  ];
  function withOptions(options: CheckOptions): (checks: Checks) => void {
    return (checks) => checks.add('a', probe, options);
  }
  for (const [name, add, says] of wrong) {
    it(`refuses ${name}, naming it, its value and what is allowed`, () => {
      const { checks } = new Stage();
      checks.add('used', probe);
      assert.throws(() => add(checks), { name: 'TypeError', message: says });
      assert.equal(checks.figures().length, 1);
    });
  }

  it('limits the time limit to a short interval', () => {
    const { checks } = new Stage();
    assert.doesNotThrow(() => checks.add('often', probe, { intervalSeconds: 1 }));
  });

  it('refuses more than 100 checks', () => {
    const { checks } = new Stage();
    for (let index = 0; index < MAX_CHECKS; index++) checks.add(`check ${index}`, probe);
    assert.throws(() => checks.add('one more', probe), /number of checks is 101; allowed: at most 100/);
  });
});
