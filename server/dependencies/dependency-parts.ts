/** All that concerns dependencies of one monitor. Where the option is `false`, nothing is followed and nothing is known. */

import type { Endpoint } from '../collector/endpoints/endpoint.js';
import { type DependencyFigures, type EndpointWaiting, type Sample, SLICE_SECONDS } from '../contract/index.js';
import type { ResolvedDependencies } from '../options/dependencies.js';
import type { Rule } from '../options/rule.js';
import type { Redact } from '../text/redact.js';
import { Dependencies } from './dependencies.js';
import { WaitsByEndpoint } from './endpoint-waits.js';
import { HostNames } from './host-names.js';
import { OutgoingCalls } from './outgoing-calls.js';
import { type FollowedRequest, RequestWaits } from './request-waits.js';
import { Timer } from './timed.js';

/** What is needed of the monitor. */
export interface DependencyPartsSettings {
  /** Undefined: nothing is followed. */
  options: ResolvedDependencies | undefined;
  windowSeconds: number;
  rules: readonly Rule[];
  /** The requests of the app; `currentRequest` is asked only while they are followed. */
  requests: { readonly isFollowing: boolean; readonly followed: FollowedRequest | undefined };
  /** Monotonic milliseconds. */
  now: () => number;
  /** Whether a call is the monitor's own; without a request, whether the running code is. */
  isOwn: (request?: object) => boolean;
  onRejected: () => void;
  onError: (error: unknown) => void;
  redact: Redact;
}

/** Figures of at most so many are shown. */
const SHOWN = 20;

/** The parts. */
export class DependencyParts {
  readonly dependencies: Dependencies | undefined;
  /** Undefined unless requests are followed. */
  readonly waits: WaitsByEndpoint | undefined;
  readonly timer: Timer;
  readonly #calls: OutgoingCalls | undefined;

  constructor(settings: DependencyPartsSettings) {
    const { options, windowSeconds, rules, requests, now, isOwn, onRejected, onError, redact } = settings;
    if (options !== undefined) {
      const ofDependencies = rules.filter(({ dependency }) => dependency !== null);
      const watched = ofDependencies.flatMap(({ dependency }) => dependency ?? []);
      const isFollowing = options.perEndpoint !== false && requests.isFollowing;
      this.dependencies = new Dependencies(
        {
          ...{ windowSeconds, watched, redact },
          keepSeconds: Math.max(0, ...ofDependencies.map(({ window }) => window)),
          currentRequest: isFollowing ? () => requests.followed : undefined,
        },
        now(),
      );
      if (isFollowing) this.waits = new WaitsByEndpoint(windowSeconds / SLICE_SECONDS);
      const names = new HostNames(options.hosts, watched, redact);
      this.#calls = new OutgoingCalls({ dependencies: this.dependencies, names, now, isOwn, onError });
    }
    this.timer = new Timer({ dependencies: this.dependencies, now, onRejected, onError });
  }

  /** What they take, about; without how the time of endpoints is spent. */
  get bytes(): number {
    return this.dependencies?.bytes ?? 0;
  }

  /** For the collector: counts where the time of a request went. Undefined unless requests are followed. */
  get onMeasured():
    ((endpoint: Endpoint, sample: Sample, slice: number, waits: object | undefined, now: number) => void) | undefined {
    const { waits: byEndpoint } = this;
    if (byEndpoint === undefined) return undefined;
    return (endpoint, sample, slice, waits, now) =>
      byEndpoint.record(endpoint, sample, slice, waits instanceof RequestWaits ? waits : undefined, now);
  }

  /**
   * The figures over the window.
   * @param requestsMs how long all requests of the window took together
   */
  figures(now: number, requestsMs: number): DependencyFigures[] {
    return this.dependencies?.figures(now, requestsMs, SHOWN) ?? [];
  }

  /** How the time of an endpoint is spent; null unless requests are followed. */
  waitingOf(endpoint: Endpoint, slice: number): EndpointWaiting | null {
    return this.waits?.of(endpoint, slice) ?? null;
  }

  /** Must be called once a second. */
  tick(now: number): void {
    this.dependencies?.sweep(now);
  }

  /** Empties the windows after a gap. */
  resume(now: number, suspendedMs: number): void {
    this.dependencies?.resume(now, suspendedMs);
    this.waits?.clear();
  }

  /** Follows no more calls. */
  close(): void {
    this.#calls?.close();
    this.timer.close();
  }
}
