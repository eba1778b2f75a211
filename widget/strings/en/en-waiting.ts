/** English words about what endpoints and the app wait for. */
import type { WaitingStrings } from '../waiting-strings.js';

/** The English words. */
export const englishWaiting: WaitingStrings = {
  peopleHit: 'People hit',
  ofPeople: (hit, all) => `${hit} of ${all}`,
  limits: 'Limits, ms',
  leftOut: 'left out',
  ownAndWaiting: 'Own time and waiting',
  own: 'own',
  ownTimeKey: 'own time',
  waitingKey: 'waiting',

  waitsFor: 'Waits for',
  dependency: 'Dependency',
  kinds: { http: 'http', https: 'https', timed: 'timed' },
  callsPerMinute: 'Calls /min',
  failures: 'Failures',
  callFailures: {
    status: (count) => `${count} answered 5xx`,
    refused: (count) => `${count} refused`,
    dns: (count) => `${count} not found`,
    timeout: (count) => `${count} ${count === '1' ? 'timeout' : 'timeouts'}`,
    other: (count) => `${count} broken off`,
  },
  noFailures: 'none',
  openNow: 'Open now',
  oldest: (count, age) => `${count}, oldest ${age}`,
  shareOfTime: 'Share of time',
  ofTime: 'of time',
  ownTime: (percent) => `The app’s own time is ${percent}`,
  slowBecause: (dependency, p95) => `Slow because ${dependency} is slow: its P95 was ${p95} before`,
};
