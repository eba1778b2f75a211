/** Words about endpoints' people, limits and waiting, and about what the app waits for. Loaded when they are first needed. */
import type { CallFailure, DependencyFigures } from '../../server/contract/index.js';

/** All of them. */
export interface WaitingStrings {
  /** Columns of the endpoints table. */
  peopleHit: string;
  /** People who saw an error, of all. */
  ofPeople: (hit: string, all: string) => string;
  limits: string;
  /** In place of limits: the figure is left out of the level. */
  leftOut: string;
  ownAndWaiting: string;
  /** Follows a share of the time: the app's own; and after its name: waiting. */
  own: string;
  ownTimeKey: string;
  waitingKey: string;

  waitsFor: string;
  dependency: string;
  kinds: Record<DependencyFigures['kind'], string>;
  callsPerMinute: string;
  failures: string;
  callFailures: Record<CallFailure, (count: string) => string>;
  noFailures: string;
  openNow: string;
  oldest: (count: string, age: string) => string;
  shareOfTime: string;
  ofTime: string;
  ownTime: (percent: string) => string;
  slowBecause: (dependency: string, p95: string) => string;
}
