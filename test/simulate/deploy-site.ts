/** A site that is deployed to: the real collector, history and verdict, under requests one by one. */

import { Collector } from '../../server/collector/collector.js';
import type { Deploy } from '../../server/contract/index.js';
import { BlockRecorder } from '../../server/deploys/block-recorder.js';
import { DeployLog } from '../../server/deploys/deploy-log.js';
import { deployTraffic } from '../../server/evaluation/deploy-traffic.js';
import { HistoryFeed } from '../../server/evaluation/history-feed.js';
import { History } from '../../server/history/history.js';
import { type ForeignHistory, unpack } from '../../server/history/snapshots.js';
import { SLICE_SECONDS } from './traffic.js';

const START = Date.UTC(2026, 0, 1);

/** One request of five seconds. */
export interface SimulatedRequest {
  /** Seconds since the slice began. */
  second: number;
  endpoint: string;
  latencyMs: number;
  failed: boolean;
  sessionId?: string;
}

/** The site. */
export class DeploySite {
  #number = 0;
  #parts = this.#start([]);
  readonly #deploys = new DeployLog();

  /** Seconds since the start. */
  get seconds(): number {
    return this.#number * SLICE_SECONDS;
  }

  /** Deploys a version. @param restarts whether a new process takes over, which knows only what is stored */
  deploy(restarts: boolean): void {
    if (restarts)
      this.#parts = this.#start([{ starts: [START], snapshots: unpack(this.#parts.history.toJSON()), isAlive: false }]);
    this.#deploys.add('2', null, START + this.seconds * 1000);
  }

  /** Lets five seconds pass. @param requests in order */
  step(requests: readonly SimulatedRequest[]): void {
    const begin = this.seconds * 1000;
    const { collector } = this.#parts;
    for (const { second, endpoint, latencyMs, failed, sessionId } of requests) {
      collector.recordRequest(
        { endpoint, method: 'GET', statusCode: failed ? 500 : 200, latencyMs, ...(sessionId && { sessionId }) },
        begin + second * 1000,
      );
    }
    this.#number++;
    const now = this.seconds * 1000;
    const ended = collector.sliceNumber(now) - 1;
    const traffic = { recent: collector.recent, sessions: collector.failingSessions.view(ended, 1) };
    this.#parts.recorder.advance(traffic, now, START + now, this.#deploys.lastAt);
  }

  /** The verdict as of now. */
  verdict(): Deploy['comparison'] {
    const { history, recorder } = this.#parts;
    return this.#deploys.latest(deployTraffic(history, recorder), START + this.seconds * 1000)?.comparison ?? null;
  }

  #start(foreign: readonly ForeignHistory[]) {
    const now = (): number => this.seconds * 1000;
    const wall = (): number => START + now();
    const feed: HistoryFeed = new HistoryFeed({
      collector: () => collector,
      history: () => history,
      level: () => 'healthy',
      now,
      wall,
    });
    const collector = new Collector(
      {
        windowSeconds: 300,
        failures: 'server',
        abortedLatencyLimitMs: 500,
        onSlice: (slice, endMs) => feed.add(slice, endMs),
        onError: (error) => {
          throw error;
        },
      },
      now(),
    );
    const history = new History({ endpoints: feed.endpoints, wall: wall(), now: now() });
    history.merge(foreign);
    return { collector, history, recorder: new BlockRecorder(now()) };
  }
}
