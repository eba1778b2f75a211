import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Sessions } from '../../../server/collector/sessions.js';
import { fnv1a } from '../support/fnv1a.js';

const IDLE_MS = 1000;
const event = fc.record({
  id: fc.integer({ min: 0, max: 300 }).map(String),
  kind: fc.constantFrom('seen', 'seen', 'seen', 'end'),
  step: fc.integer({ min: 0, max: 40 }),
  isCounted: fc.boolean(),
  hasNewKey: fc.integer({ min: 0, max: 200 }).map((number) => number === 0),
});

describe('sessions', () => {
  it('have the same count as a plain list, through starts, ends, idle times, growth and another key', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3000 }), (events) => {
        const sessions = new Sessions({ capacity: 10_000, idleMs: IDLE_MS });
        const seenAt = new Map<string, number>();
        let now = 0;
        let keyedAt = -Infinity;
        for (const { id, kind, step, isCounted, hasNewKey } of events) {
          now += step;
          // A third key would come long after all sessions of the first have ended.
          if (hasNewKey && now - keyedAt > IDLE_MS) {
            sessions.useKey(Buffer.from(String(now)), now);
            keyedAt = now;
          }
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

  it('of a million ids are kept in the memory of the limit', () => {
    const sessions = new Sessions({ capacity: 1000, idleMs: IDLE_MS });
    let evicted = 0;
    for (let id = 0; id < 1_000_000; id++) {
      sessions.touch(`session-${id}`, id / 1e6);
      if (id % 1000 === 999 && sessions.active(id / 1e6) === 1000) evicted++;
    }
    assert.equal(evicted, 1000);
    assert.equal(sessions.isCapped(1), true);
    assert.equal(sessions.active(IDLE_MS + 2), 0);
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

  it('of 1,000 cookies that were chosen to collide are 1,000, even if the key is known', () => {
    const key = Buffer.alloc(32, 7);
    const collisions: ((id: string) => number)[] = [
      // Hashes without a key, and the begin of the digest under the known one.
      (id) => fnv1a(id) & 0x3ff,
      (id) => Array.from(id).reduce((hash, character) => (31 * hash + character.charCodeAt(0)) | 0, 0) & 0x3ff,
      (id) =>
        createHash('sha256')
          .update(key.toString('base64') + id)
          .digest()[0] ?? 0,
    ];
    for (const collide of collisions) {
      const ids: string[] = [];
      for (let number = 0; ids.length < 1000; number++) {
        const id = `s:${number.toString(36)}.signature`;
        if (collide(id) === 0) ids.push(id);
      }
      const sessions = new Sessions();
      sessions.useKey(key, 0);
      for (const id of ids) sessions.touch(id, 0);
      assert.equal(sessions.active(0), 1000);
    }
  });
});
