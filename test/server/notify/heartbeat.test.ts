import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Heartbeat } from '../../../server/notify/heartbeat.js';
import { FakeClock } from '../support/fake-clock.js';
import { freePort, until } from '../support/http.js';
import { FakeTarget } from './stage.js';

describe('the heartbeat', () => {
  let target: FakeTarget;
  let clock: FakeClock;
  let faults: string[];
  let heartbeat: Heartbeat;
  let begun: number;

  const start = (url = target.url, everySeconds = 30): void => {
    begun = 0;
    heartbeat = new Heartbeat({
      url,
      everySeconds,
      fetch: (...given) => {
        begun++;
        return fetch(...given);
      },
      onError: (error) => faults.push(String(error)),
    });
  };
  /** How many requests have been begun, once all that the last tick started has been. */
  const allBegun = async (): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    return begun;
  };
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1);
      heartbeat.tick(clock.monotonic());
    }
  };
  const beaten = (count: number): Promise<void> =>
    until(() => {
      heartbeat.tick(clock.monotonic());
      return heartbeat.figures().sent === count;
    }, `${count} beats have been answered`);

  beforeEach(async () => {
    target = await FakeTarget.open();
    clock = new FakeClock(7_000);
    faults = [];
    start();
  });
  afterEach(async () => {
    await target.close();
    await heartbeat.close();
  });

  it('is a GET at once, and again at its interval', async () => {
    await beaten(1);
    pass(29);
    assert.equal(await allBegun(), 1);
    pass(1);
    await beaten(2);
    assert.deepEqual(
      target.received.map(({ method, url }) => `${method} ${url}`),
      Array.from({ length: 2 }, () => 'GET /services/SECRET-PATH?token=SECRET-QUERY'),
    );
    assert.deepEqual(heartbeat.figures(), { target: target.origin, sent: 2, failed: 0, last_error: null });
  });

  it('that fails is counted and reported without its path, and not repeated early', async () => {
    target.replies = [500];
    await beaten(1);
    pass(29);
    assert.equal(await allBegun(), 1);
    assert.deepEqual(heartbeat.figures(), { target: target.origin, sent: 1, failed: 1, last_error: 'answered 500' });
    assert.deepEqual(faults, [`Error: the heartbeat to ${target.origin} failed: answered 500`]);
  });

  it('without an answer is aborted after 10 s, and there is never more than one', async () => {
    target.replies = ['never'];
    start(target.url, 5);
    heartbeat.tick(clock.monotonic());
    await until(() => target.received.length === 1, 'it has arrived');
    pass(9);
    assert.deepEqual([target.received.length, heartbeat.figures().failed], [1, 0]);
    pass(1);
    assert.equal(heartbeat.figures().last_error, 'no answer within 10 s');
    await until(() => target.received.length === 2, 'the next one comes');
  });

  it('to a closed port throws nothing', async () => {
    start(`http://127.0.0.1:${await freePort()}/`);
    await beaten(1);
    assert.equal(heartbeat.figures().last_error, 'no connection (ECONNREFUSED)');
  });

  it('is not sent again for a pause', async () => {
    await beaten(1);
    clock.advance(3600);
    await beaten(2);
    pass(29);
    assert.equal(await allBegun(), 2);
  });

  it('stops when it is closed', async () => {
    await heartbeat.close();
    pass(100);
    assert.equal(await allBegun(), 0);
  });
});
