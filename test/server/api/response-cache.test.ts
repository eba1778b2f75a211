import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { SharedAnswers } from '../../../server/api/response-cache.js';
import { FakeClock } from '../support/fake-clock.js';

describe('an answer that many poll', () => {
  let clock: FakeClock;
  let state: object;
  let made: number;
  let answers: SharedAnswers;
  const read = async (key = 'figures'): Promise<string> => String(await answers.body(key, () => ++made));

  beforeEach(() => {
    clock = new FakeClock();
    state = {};
    made = 0;
    answers = new SharedAnswers(
      () => clock.monotonic(),
      () => state,
    );
  });

  it('is made and serialised once a second for a thousand', async () => {
    const bodies = await Promise.all(Array.from({ length: 1000 }, () => answers.body('figures', () => ++made)));
    assert.equal(made, 1);
    assert.equal(new Set(bodies).size, 1, 'all get the same bytes');
  });

  it('is never older than a second', async () => {
    assert.equal(await read(), '1');
    clock.advance(0.999);
    assert.equal(await read(), '1');
    clock.advance(0.001);
    assert.equal(await read(), '2');
  });

  it('shows a change at once', async () => {
    assert.equal(await read(), '1');
    state = {};
    assert.equal(await read(), '2');
  });

  it('shows a change at once also to those who ask while an answer from before it is on its way', async () => {
    let finish = (): void => undefined;
    const before = answers.body('figures', () => new Promise<string>((resolve) => (finish = () => resolve('before'))));
    state = {};
    const after = answers.body('figures', () => 'after');
    finish();
    assert.deepEqual([String(await before), String(await after)], ['before', 'after']);
  });

  it('is waited for by all while it is on its way', async () => {
    let finish = (): void => undefined;
    const make = (): Promise<string> => {
      made++;
      return new Promise((resolve) => (finish = () => resolve('text')));
    };
    const all = [answers.body('slow', make), answers.body('slow', make)];
    finish();
    assert.deepEqual((await Promise.all(all)).map(String), ['text', 'text']);
    assert.equal(made, 1);
  });

  it('that cannot be made is tried once a second too', async () => {
    const fail = (): never => {
      made++;
      throw new Error('no');
    };
    await assert.rejects(answers.body('figures', fail), /no/);
    await assert.rejects(answers.body('figures', fail), /no/);
    assert.equal(made, 1);
    clock.advance(1);
    assert.equal(await read(), '2');
  });

  it('is kept for a bounded number of keys', async () => {
    for (let key = 0; key <= 64; key++) await read(String(key));
    assert.equal(made, 65);
    await read('64');
    assert.equal(made, 65, 'the newest are kept');
    await read('0');
    assert.equal(made, 66);
  });
});
