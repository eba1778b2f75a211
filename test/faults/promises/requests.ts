import type { FaultPromise } from '../promise.js';

/** The rows that every adapter keeps. */
const ADAPTERS = 'server/adapters/table.test.ts';
const COLLECTOR = 'server/collector/collector.test.ts';

/** Promises about what is counted. */
export const requests: readonly FaultPromise[] = [
  {
    promise: 'A latency that is no number, infinite or negative is rejected; its request is counted',
    tests: {
      [COLLECTOR]: [
        'counts a request with an invalid latency, but not its latency',
        'never throws at invalid values, and counts them',
      ],
    },
  },
  {
    promise: 'Latencies of 0 ms and of hours are in the lowest and the highest bucket, with minimum and maximum exact',
    tests: {
      'server/collector/histogram.test.ts': [
        'puts 0 ms into the lowest bucket and two hours into the highest, with min and max exact',
      ],
    },
  },
  {
    promise: 'A client that goes away is `aborted`, no failure, and measured only if it had waited for long',
    tests: {
      [ADAPTERS]: [
        'a client that leaves before the answer is aborted and no failure',
        'a client that leaves in the middle of the answer is aborted and no failure',
      ],
      [COLLECTOR]: ['measures an aborted request only if it took longer than the P95 limit'],
    },
  },
  {
    promise: 'A streamed answer of any content type is measured to its first byte',
    tests: { [ADAPTERS]: ['an answer that goes on being written is measured to its first byte'] },
  },
  {
    promise: 'Event streams and the long polls that the app has named are in flight while open, and in no percentile',
    tests: {
      [ADAPTERS]: [
        'server-sent events are in flight while they are open, counted once, and stay out of the percentiles',
        'a long poll that the app has named is counted, out of the percentiles, and never a timeout',
      ],
      [COLLECTOR]: ['leaves upgrades and event streams out of the percentiles'],
    },
  },
  {
    promise: 'A websocket is one 101 out of the percentiles, through a plugin too; a refused one has its own status',
    tests: {
      [ADAPTERS]: [
        'a websocket is counted as one upgrade, out of the percentiles, beside requests that are counted once',
        'a refused upgrade is counted with the code of its refusal, and its raw path nowhere',
      ],
      'server/adapters/websockets.test.ts': [
        'is one 101 of its route, without latency',
        'that is refused has the status of the refusal',
        'whose handshake is invalid is a client error',
        'of socket.io is one 101 beside long polls, all out of the percentiles',
      ],
    },
  },
  {
    promise: 'HEAD, 204 and 304 are successes',
    tests: {
      [ADAPTERS]: ['HEAD is counted as HEAD, and is a success'],
      [COLLECTOR]: ['calls redirects, 204 and 304 successes'],
    },
  },
  {
    promise: 'A handler that throws is counted with its final status, and its error travels on unchanged',
    tests: {
      'server/adapters/koa.test.ts': ['the error of a handler travels on unchanged'],
      'server/adapters/unharmed.test.ts': ['are the same with the monitor and without it'],
    },
  },
  {
    promise: 'A handler that never answers is one timeout, and is not counted again when it ends',
    tests: {
      [ADAPTERS]: ['a request without an answer is one timeout, and no second count when it is answered at last'],
      'server/tracking/tracker.test.ts': [
        'counts a request that gets no answer once, as a timeout, with the limit as its latency',
      ],
    },
  },
  {
    promise: 'An error of the monitor itself is swallowed and counted; the response is the same byte for byte',
    tests: {
      'server/adapters/unharmed.test.ts': [
        'are the same when all that the monitor asks throws, and every request is counted',
      ],
    },
  },
  {
    promise:
      'A callback of the host that rejects, throws or returns nonsense is swallowed and counted; only true is true',
    tests: {
      'server/adapters/host-callbacks.test.ts': [
        'as ignore ignores nothing',
        'as sessionId gives no session',
        'that returns ${what} finds no failure',
        'finds one where it returns true, not where it returns something like it',
        'can be thrown by a check and by a function that notifies',
      ],
      'server/access/decisions.test.ts': [
        'says yes with `true` alone; a rejection, an exception and anything else mean the public, and are counted',
      ],
    },
  },
  {
    promise:
      'The refusals of the usual CSRF guards are `csrf`, by code, message or the word of the app; another 403 is none',
    tests: {
      'server/adapters/csrf.test.ts': [
        'a bad token is csrf, and no failure',
        'another 403 stays a client error',
        'of ${who} is a refusal',
        'of another kind is none',
      ],
      'server/adapters/koa.test.ts': [
        'a CSRF refusal that a handler of the app swallows is known by the word of the app',
      ],
    },
  },
  {
    promise: 'Probes, polls and scrapes of the monitor are never in the statistics',
    tests: {
      [ADAPTERS]: [
        "the monitor's own endpoints are answered and not counted",
        'other methods on its addresses are refused, and not counted',
        'what the app says to ignore is not counted',
      ],
      'server/api/api.test.ts': ['keeps its own endpoints out of the statistics'],
    },
  },
  {
    promise:
      'A client that sends or reads slowly, pauses or leaves is no latency of the app, in no percentile, level or rule',
    tests: {
      [ADAPTERS]: [
        'a body that comes slowly is no latency and no timeout',
        'a body that comes slowly to an unknown path is no latency',
        'a client that leaves in the middle of its body has no latency',
        'a client that reads slowly is no latency (${path})',
        'slow uploads, a paused download and a client that leaves one change neither the level nor the P95',
      ],
    },
  },
];
