import { parseRetryAfter } from '../../../widget/data/fetch-json.js';
import { instancesInTurn } from '../../../widget/data/poller.js';
import { retryDelay } from '../../../widget/data/retry.js';
import { expect } from '../support/expect.js';

const INTERVAL = 5000;

describe('the wait after failures', () => {
  it('is one interval for the first three, grows, and ends at a minute', () => {
    const waits = [1, 2, 3, 4, 5, 20].map((failures) => retryDelay(failures, INTERVAL, 0, 0));
    expect(waits).to.eql([5000, 5000, 5000, 7500, 11_250, 60_000]);
  });

  it('is only ever shortened by chance, by a quarter at the most', () => {
    expect(retryDelay(1, INTERVAL, 0, 1)).to.eql(0.75 * INTERVAL);
  });

  it('is not shorter than the server asks for, and believes it for an hour', () => {
    expect(retryDelay(1, INTERVAL, 30_000, 0.5)).to.eql(30_000);
    expect(retryDelay(1, INTERVAL, 1e12, 0.5)).to.eql(3_600_000);
  });

  it('is a minute for a poll that comes once an hour', () => {
    expect(retryDelay(1, 3_600_000, 0, 0)).to.eql(60_000);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T21:00:00Z');

  it('is read as seconds and as a date', () => {
    expect(parseRetryAfter('120', now)).to.eql(120_000);
    expect(parseRetryAfter('Mon, 23 Nov 2026 21:00:30 GMT', now)).to.eql(30_000);
  });

  it('is nothing when it is past, missing or nonsense', () => {
    for (const header of [null, '', 'soon', '-5', 'Mon, 23 Nov 2026 20:00:00 GMT']) {
      expect(parseRetryAfter(header, now), String(header)).to.eql(0);
    }
  });
});

describe('instances', () => {
  it('take turns when one comes back after another', () => {
    expect(instancesInTurn(['a', 'b', 'a'])).to.eql(2);
    expect(instancesInTurn(['a', 'b', 'c', 'c', 'b'])).to.eql(3);
  });

  it('do not when one has taken the place of another', () => {
    expect(instancesInTurn([])).to.eql(1);
    expect(instancesInTurn(['a', 'a', 'a'])).to.eql(1);
    expect(instancesInTurn(['a', 'a', 'b', 'b', 'c'])).to.eql(1);
  });
});
