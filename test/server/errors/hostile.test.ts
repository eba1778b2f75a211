/** Whatever is thrown is described, and nothing of it does harm. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { AppCode } from '../../../server/errors/app-code.js';
import { Causes, STACKS_PER_SECOND } from '../../../server/errors/cause.js';
import { createMonitor } from '../../../server/monitor.js';
import { redact } from '../../../server/text/redact.js';
import { FakeClock } from '../support/fake-clock.js';

const place = { endpoint: '/a', method: 'GET', status: 500, errorClass: '5xx' };
const root = process.cwd();
const causes = (): Causes => new Causes(new AppCode({ app: root, monitor: '/none' }), redact);
const of = (thrown: unknown, now = 0): ReturnType<Causes['ofError']> => causes().ofError(thrown, place, now);

function trap(): object {
  const fail = (): never => {
    throw new Error('a trap');
  };
  return new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
}

class ReflectionError extends Error {}

describe('an error that is reported', () => {
  const reported = async (...errors: unknown[]): Promise<string[]> => {
    const monitor = createMonitor({ clock: new FakeClock() });
    for (const error of errors) monitor.recordError(error);
    const told = monitor.errors().groups.map(({ type, message }) => `${type}: ${message}`);
    await monitor.close();
    return told.sort();
  };

  it('is one in every realm', async () => {
    assert.deepEqual(await reported(runInNewContext('new TypeError("of another realm")')), [
      'TypeError: of another realm',
    ]);
  });

  it('is recorded whatever libraries have put into its properties', async () => {
    const errors = [
      Object.assign(new Error('a'), { type: 5 }),
      Object.assign(new Error('b'), { endpoint: new URL('https://aws.example') }),
      Object.assign(new Error(''), { message: { error: 'x' } }),
      Object.assign(new RangeError('d'), { name: '' }),
    ];
    assert.equal((await reported(...errors)).length, 4);
  });

  it('has no variable parts in a name that is a sentence', async () => {
    const errors = [12345678, 87654321].map((user) => Object.assign(new Error('x'), { name: `No user ${user}` }));
    assert.deepEqual(await reported(...errors), ['No user n: x']);
    assert.deepEqual(await reported(Object.assign(new Error('x'), { name: 'Http404Error' })), ['Http404Error: x']);
  });
});

describe('what was thrown', () => {
  it('may be anything', () => {
    for (const [thrown, type, message] of [
      ['out of luck', 'string', 'out of luck'],
      [null, 'null', 'null'],
      [undefined, 'undefined', 'undefined'],
      [42, 'number', 'n'],
      [Symbol('s'), 'symbol', 'Symbol(s)'],
      [() => 1, 'function', ''],
      [Object.freeze({}), 'Object', ''],
      [Object.freeze(new RangeError('too far')), 'RangeError', 'too far'],
      [{ type: 'model_refused', message: 'no' }, 'model_refused', 'no'],
      [trap(), 'Object', ''],
      [new ReflectionError('no title'), 'ReflectionError', 'no title'],
      [new AggregateError([new Error('the first of them')]), 'AggregateError', 'the first of them'],
      [Object.assign(new Error('x'), { name: 7, message: {} }), 'Object', ''],
    ] as const) {
      const cause = of(thrown);
      assert.deepEqual([cause.type, cause.message], [type, message]);
    }
  });

  it('may have properties that throw, a stack that is none, and causes in a circle', () => {
    const throwing = new Error('x');
    for (const name of ['stack', 'message', 'name', 'cause']) {
      Object.defineProperty(throwing, name, {
        get: () => {
          throw new Error('a getter');
        },
      });
    }
    assert.equal(of(throwing).grouping, 'message');
    for (const stack of [undefined, 7, [], {}, '', 'at', '    at ', '\n'.repeat(1e6)]) {
      assert.equal(of(Object.assign(new Error('x'), { stack })).grouping, 'message');
    }
    const circle: Error & { cause?: unknown } = Object.assign(new Error('x'), { stack: '' });
    circle.cause = circle;
    assert.equal(of(circle).grouping, 'message');
  });

  it('is read with an Error.prepareStackTrace that returns no text, or throws', () => {
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    try {
      for (const prepare of [() => [], () => undefined, () => Promise.reject(new Error('x')).catch(() => 0)]) {
        Error.prepareStackTrace = prepare;
        assert.equal(of(new Error('x')).grouping, 'message');
      }
      Error.prepareStackTrace = () => {
        throw new Error('of the app');
      };
      assert.equal(of(Object.create(Error.prototype)).type, 'Error');
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
  });

  it('costs little however long its message is', () => {
    const before = performance.now();
    const { message, location } = of(new Error('<"1a'.repeat(2_000_000)));
    assert.ok(message.length <= 300);
    assert.match(location?.file ?? '', /hostile\.test\.ts$/);
    assert.ok(performance.now() - before < 2000);
  });

  it('is redacted before it is masked', () => {
    const { message } = of(new Error("login with password='hunter2hunter2' of anna@school.example failed 3 times"));
    assert.doesNotMatch(message, /hunter2|anna/);
    assert.match(message, /\[redacted\]/);
  });

  it('never makes the monitor throw', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true }), (thrown) => {
        assert.match(of(thrown).id, /^[\da-f]{20}$/);
      }),
    );
  });
});

describe('the cause of an error', () => {
  it('is the first frame of the own code of what caused it, where it has none itself', () => {
    const inner = new TypeError('inner');
    const outer = Object.assign(new Error('outer', { cause: inner }), { stack: 'Error: outer\n    at node:fs:1:1' });
    const cause = of(outer);
    assert.equal(cause.type, 'Error');
    assert.match(cause.location?.file ?? '', /^test\/server\/errors\/hostile\.test\.ts$/);
  });

  it('stays the same when the lines above a named function change, and where it is called', () => {
    const at = (line: number): string =>
      of(Object.assign(new Error('x'), { stack: `Error: x\n    at load (${root}/src/a.ts:${line}:7)` })).id;
    assert.equal(at(42), at(57));
    const anonymous = (line: number): string =>
      of(Object.assign(new Error('x'), { stack: `Error: x\n    at ${root}/src/a.ts:${line}:7` })).id;
    assert.notEqual(anonymous(42), anonymous(57));
  });

  it('does not depend on the message where there is a frame, and on the endpoint where there is none', () => {
    const thrown = (message: string): Error => new Error(message);
    assert.equal(of(thrown('Anna is missing')).id, of(thrown('Bert is missing')).id);
    const bare = { type: 'model_refused', message: 'took 12 s' };
    assert.equal(of(bare).id, of({ ...bare, message: 'took 99 s' }).id);
    const elsewhere = causes().ofError(bare, { ...place, endpoint: '/b' }, 0);
    assert.notEqual(of(bare).id, elsewhere.id);
  });

  it('is found for 20 stacks a second; then the same type, message and endpoint tell', () => {
    const found = causes();
    let reads = 0;
    const fail = (message: string): Error => {
      const error = new Error(message);
      const { stack } = error;
      return Object.defineProperty(error, 'stack', { get: () => (reads++, stack) });
    };
    const groupings = (messages: readonly string[], now: number): string[] =>
      messages.map((message) => found.ofError(fail(message), place, now).grouping);
    const many = Array.from({ length: 100 }, (_, number) => `failed ${number} times`);
    assert.deepEqual([...new Set(groupings(many, 0))], ['frame']);
    assert.equal(reads, STACKS_PER_SECOND);
    assert.deepEqual(groupings(['never seen before'], 999), ['message']);
    assert.deepEqual(groupings(['never seen before'], 1000), ['frame']);
    assert.equal(reads, STACKS_PER_SECOND + 1);
  });
});
