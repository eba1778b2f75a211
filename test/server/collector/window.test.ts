import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SliceWindow } from '../../../server/collector/window.js';
import { SLICE_SECONDS } from '../../../server/contract/index.js';

const sliceOf = (now: number): number => Math.floor(now / (SLICE_SECONDS * 1000));

/** A step of the clock in milliseconds: mostly short, sometimes longer than the window. */
const step = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 900_000 }));
const request = fc.record({ step, latency: fc.integer({ min: 1, max: 5000 }), failed: fc.boolean() });

describe('the window', () => {
  it('has the same counts as a list of all requests, while the clock moves by random steps', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 200 }), fc.constantFrom(60, 300), step, (requests, seconds, pause) => {
        const window = new SliceWindow(300, 0, () => undefined);
        const list: { at: number; latency: number; failed: boolean }[] = [];
        let now = 0;
        for (const { step, latency, failed } of requests) {
          now += step;
          const slice = window.at(now);
          slice.requests++;
          if (failed) slice.failed++;
          slice.latency.record(latency);
          list.push({ at: now, latency, failed });
        }
        now += pause;
        const expected = list.filter(({ at }) => sliceOf(at) > sliceOf(now) - seconds / SLICE_SECONDS);
        const view = window.view(now, seconds);
        assert.equal(view.requests, expected.length);
        assert.equal(view.failed, expected.filter(({ failed }) => failed).length);
        assert.equal(view.latency.count, expected.length);
        assert.equal(view.latency.max, Math.max(...expected.map(({ latency }) => latency)));
      }),
      { numRuns: 300 },
    );
  });

  it('ends every slice in order, even without requests, however far the clock jumps within the window', () => {
    const sealed: number[] = [];
    const window = new SliceWindow(60, 0, (_slice, endMs) => sealed.push(endMs / 1000));
    window.at(12_000);
    window.at(26_000);
    assert.deepEqual(sealed, [5, 10, 15, 20, 25]);
  });

  it('ends no more slices after a long pause than it has', () => {
    let sealed = 0;
    const window = new SliceWindow(60, 0, () => sealed++);
    window.at(10 * 86_400_000);
    assert.equal(sealed, 60 / SLICE_SECONDS);
  });

  it('stays in its newest slice when a clock goes back', () => {
    const window = new SliceWindow(60, 0, () => undefined);
    const newest = window.at(20_000);
    assert.equal(window.at(3000), newest);
  });

  it('has no slice for the time before its start', () => {
    const window = new SliceWindow(60, 100_000, () => undefined);
    const slices = window.history(107_000);
    assert.equal(slices.length, 12);
    assert.deepEqual(
      slices.map((slice) => slice?.number),
      [...Array<undefined>(10).fill(undefined), 20, 21],
    );
  });
});
