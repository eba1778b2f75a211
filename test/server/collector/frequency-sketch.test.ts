import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrequencySketch } from '../../../server/collector/endpoints/frequency-sketch.js';
import { fnv1a } from '../support/fnv1a.js';

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
