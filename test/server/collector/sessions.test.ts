import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Sessions } from '../../../server/collector/sessions.js';

const IDLE_MS = 1000;
const event = fc.record({
  id: fc.integer({ min: 0, max: 300 }).map(String),
  kind: fc.constantFrom('seen', 'seen', 'seen', 'end'),
  step: fc.integer({ min: 0, max: 40 }),
  isCounted: fc.boolean(),
});

describe('sessions', () => {
  it('have the same count as a plain list, through starts, ends, idle times and growth', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3000 }), (events) => {
        const sessions = new Sessions({ capacity: 10_000, idleMs: IDLE_MS });
        const seenAt = new Map<string, number>();
        let now = 0;
        for (const { id, kind, step, isCounted } of events) {
          now += step;
          if (kind === 'end') {
            sessions.end(id);
            seenAt.delete(id);
          } else {
            sessions.touch(id, now);
            seenAt.set(id, now);
          }
          if (!isCounted) continue;
          const expected = [...seenAt.values()].filter((at) => now - at < IDLE_MS).length;
          assert.equal(sessions.active(now), expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are exact up to the limit of 100,000, and then "more than"', () => {
    const sessions = new Sessions();
    for (let id = 0; id < 100_000; id++) sessions.touch(`session-${id}`, 0);
    assert.equal(sessions.active(1), 100_000);
    assert.equal(sessions.isCapped(1), false);
    for (let id = 0; id < 50_000; id++) sessions.touch(`more-${id}`, 2);
    assert.equal(sessions.active(3), 100_000);
    assert.equal(sessions.isCapped(3), true);
    assert.equal(sessions.isCapped(31 * 60_000), false);
  });

  it('end after 30 minutes without a request', () => {
    const sessions = new Sessions();
    sessions.touch('a', 0);
    assert.equal(sessions.active(30 * 60_000 - 1), 1);
    assert.equal(sessions.active(30 * 60_000), 0);
  });

  it('are different ones when their ids differ anywhere in a cookie of 4096 characters', () => {
    const sessions = new Sessions();
    const token = 'x'.repeat(4095);
    for (const end of ['a', 'b']) sessions.touch(`${token}${end}`, 0);
    assert.equal(sessions.active(0), 2);
  });

  it('hash at most 4096 characters of an id, so that one of 10 MB costs no more than another', () => {
    const sessions = new Sessions();
    const huge = 'x'.repeat(10_000_000);
    sessions.touch(huge, 0);
    sessions.touch(`${huge.slice(0, -1)}y`, 0);
    assert.equal(sessions.active(0), 1);
  });
});
