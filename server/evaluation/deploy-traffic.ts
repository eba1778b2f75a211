/** The traffic around a deploy: recorded blocks, and snapshots of history from before there were any. */

import type { TrafficBetween } from '../deploys/deploy-log.js';
import type { BlockRecorder } from '../deploys/block-recorder.js';
import type { History } from '../history/history.js';

/** A block may begin so much before the time that is asked for. */
const EDGE_MS = 1000;

/** What is known between two times. */
export function deployTraffic(history: History, recorder: BlockRecorder): TrafficBetween {
  return (from, to) => {
    const { blocks } = recorder;
    const recordedFrom = (blocks[0]?.from ?? Infinity) + EDGE_MS;
    return [
      ...history.snapshots(from, Math.min(to, recordedFrom)),
      ...blocks.filter((block) => block.from >= from - EDGE_MS && block.to <= to + EDGE_MS),
    ];
  };
}
