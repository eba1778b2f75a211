import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrequencySketch } from '../../../server/collector/frequency-sketch.js';

/** FNV-1a with a final mix. It has no key: anyone can compute which names collide. */
function fnv1a(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}

/** Names that share the lower 16 bits of their FNV-1a hash with another name. */
function collidingNames(name: string, count: number): string[] {
  const names: string[] = [];
  for (let number = 0; names.length < count; number++) {
    const candidate = `GET /scan/${number}`;
    if ((fnv1a(candidate) & 0xffff) === (fnv1a(name) & 0xffff)) names.push(candidate);
  }
  return names;
}

describe('a frequency sketch', () => {
  it('tells names apart that were chosen to collide under a hash without a key', () => {
    const sketch = new FrequencySketch();
    const names = collidingNames('GET /login', 12);
    assert.deepEqual(
      names.map((name) => sketch.count(name, 0)),
      names.map(() => 1),
    );
    assert.equal(sketch.count('GET /login', 0), 1);
  });

  it('never counts a name too low', () => {
    const occurrences = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 200 });
    fc.assert(
      fc.property(occurrences, (names) => {
        const sketch = new FrequencySketch();
        const exact = new Map<string, number>();
        for (const name of names) {
          exact.set(name, (exact.get(name) ?? 0) + 1);
          assert.ok(sketch.count(name, 0) >= (exact.get(name) ?? 0));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('halves its counts with every slice', () => {
    const sketch = new FrequencySketch();
    for (let occurrence = 0; occurrence < 40; occurrence++) sketch.count('GET /', 0);
    assert.equal(sketch.count('GET /', 1), 21);
    assert.equal(sketch.count('GET /', 3), 6);
    assert.equal(sketch.count('GET /', 100), 1);
  });
});
