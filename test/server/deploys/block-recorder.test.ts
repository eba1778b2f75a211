import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BlockRecorder } from '../../../server/deploys/block-recorder.js';

it('a gap ends a block, and no block lies in it', () => {
  const blocks = new BlockRecorder(0);
  const nothing = { recent: [], sessions: { requestsWithSession: 0, failures: null } };
  for (let now = 5000; now <= 70_000; now += 5000) blocks.advance(nothing, now, now, null);
  blocks.skip(600_000, 600_000);
  for (let now = 605_000; now <= 660_000; now += 5000) blocks.advance(nothing, now, now, null);
  assert.deepEqual(
    blocks.blocks.map(({ from, to }) => [from / 1000, to / 1000]),
    [
      [0, 30],
      [30, 60],
      [60, 70],
      [600, 630],
      [630, 660],
    ],
  );
});
