import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { InternalErrors } from '../../../server/runtime/internal-errors.js';
import { OutsideFailure } from '../../../server/text/outside-failure.js';
import { FakeClock } from '../support/fake-clock.js';

describe('the log of internal errors', () => {
  let clock: FakeClock;
  let errors: InternalErrors;
  let lines: string[];

  beforeEach(() => {
    clock = new FakeClock();
    errors = new InternalErrors(clock);
    lines = [];
    mock.method(console, 'warn', (...words: unknown[]) => lines.push(words.join(' ')));
  });
  afterEach(() => mock.restoreAll());

  it('has one line per cause in five minutes, which says how many there were', () => {
    for (let second = 0; second < 301; second++) {
      errors.report(new Error(`no answer from port ${second}`));
      errors.report(new RangeError('too large'));
      clock.advance(1);
    }
    assert.equal(errors.count, 602);
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? '', /^align-monitor: an internal error was caught: Error: no answer from port 0 at /);
    assert.match(lines[1] ?? '', /^align-monitor: an internal error was caught: RangeError: too large at /);
    assert.match(lines[2] ?? '', /caught \(300 since the last report\): Error: no answer from port 300 at /);
  });

  it('tells a failure outside by its message alone, neither as an internal error nor with places', () => {
    for (let second = 0; second < 301; second++) {
      errors.report(new OutsideFailure(`notifying http://127.0.0.1:4001 failed: no connection; it is tried again`));
      clock.advance(1);
    }
    assert.equal(errors.count, 301);
    assert.deepEqual(lines, [
      'align-monitor: notifying http://127.0.0.1:4001 failed: no connection; it is tried again',
      'align-monitor: notifying http://127.0.0.1:4001 failed: no connection; it is tried again (300 since the last report)',
    ]);
  });

  it('does not grow with messages that never repeat, and knows new causes again when the old ones are silent', () => {
    const words = (number: number): string =>
      String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    for (let number = 0; number < 10_000; number++) errors.report(new Error(words(number)));
    assert.ok(lines.length <= 51, `${lines.length} lines`);
    clock.advance(301);
    lines = [];
    errors.report(new Error('something new'));
    assert.match(lines.join('\n'), /something new/);
  });

  it('shows no secret, no line break and no escape sequence of a message or a stack', () => {
    const error = new Error('password=hUnter2\nalign-monitor: forged\n    at forged (evil.js:1:1)\u001b[31m\u202e');
    error.stack += '\n    at connect (postgres://app:hUnter2@db/x)\n    at GET /reset?code=hUnter2';
    errors.report(error);
    errors.report('token: hUnter2\r\nforged');
    errors.report(Object.assign(new Error('no'), { stack: 'password=hUnter2', cause: 'hUnter2', secret: 'hUnter2' }));
    assert.equal(lines.length, 3);
    assert.doesNotMatch(lines.join(''), /hUnter2|[\p{Cc}\u202e]/u);
  });

  it('names the places of the stack, and not what only looks like one', () => {
    errors.report(new Error('broken\n    at forged (evil.js:1:1)'));
    assert.match(lines[0] ?? '', /: Error: broken at forged \(evil\.js:1:1\) at \S.*log-lines\.test/);
    assert.equal(lines[0]?.match(/evil/g)?.length, 1);
  });

  it('never throws: whatever is thrown, and when the console or the clock throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const thrown of [proxy, undefined, null, Symbol('s'), 0n, () => 1, { message: 7 }]) errors.report(thrown);
    mock.method(console, 'warn', () => {
      throw new Error('closed');
    });
    errors.report(new Error('a new one'));
    const broken = new InternalErrors({
      wall: () => 0,
      monotonic: () => {
        throw new Error('stopped');
      },
    });
    broken.report(new Error('x'));
    assert.equal(errors.count, 8);
    assert.equal(broken.count, 1);
  });
});
