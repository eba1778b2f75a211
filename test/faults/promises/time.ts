import type { FaultPromise } from '../promise.js';

const DELIVERY = 'server/notify/delivery.test.ts';
const GAPS = 'server/evaluation/gaps.test.ts';

/** Promises about clocks, rules and notifications. */
export const time: readonly FaultPromise[] = [
  {
    promise: 'A wall clock that jumps by an hour changes no latency, window or rule; history stays in order',
    tests: {
      'server/runtime/internal-errors.test.ts': [
        'a wall clock that jumps an hour either way changes no window, rate or level',
      ],
      'server/history/history.test.ts': ['whatever it does, steps stay in order and all requests are known'],
      [GAPS]: ['is nothing to windows, rules and sessions when it is set back an hour'],
    },
  },
  {
    promise: 'A blocked event loop is measured; the late tick evaluates once, and blames nothing on it',
    tests: {
      'server/runtime/process-metrics.test.ts': [
        'report a stall when the event loop was blocked for two seconds, until the next interval has ended',
      ],
      'server/evaluation/evaluation.test.ts': ['evaluates once when its timer was late, and blames nothing on that'],
      'server/alerts/rules/rule-engine.test.ts': [
        'is evaluated once after the event loop stood still for 10 s, and fires only on what it sees',
      ],
      'server/runtime/internal-errors.test.ts': ['a blocked event loop causes one late evaluation and no false level'],
      'server/checks/checks.test.ts': [
        'does not fail because the event loop was blocked for longer than its time limit',
      ],
    },
  },
  {
    promise:
      'A machine that slept leaves a gap, and nothing from before it is taken for new, on the server and on the page',
    tests: {
      [GAPS]: [
        'has empty windows, and totals that stay',
        'leaves a gap in history, and each request and each second in it once',
        'fires nothing, and leaves the light green, whatever was just about to fire',
        'sends no burst of messages, however many wait',
      ],
      'widget/element/wake.test.ts': [
        'asks first and alarms afterwards when it slept ${before} ms after an answer',
        'does not take the end of a request from before the sleep for an answer',
      ],
    },
  },
  {
    promise: 'Bursts of failures, another mix of traffic and a cold first minute are not "worse" after a deploy',
    tests: {
      'server/deploys/dependence.test.ts': [
        'is not "worse" because a slow endpoint is used more, and says what the mix does',
        'is not "worse" after one burst of failures, but is after as many that come evenly',
        'is not "worse" after several bursts where there were such before',
        'is not "worse" after a cold minute, which is named',
      ],
      'server/deploys/compare-deploy.test.ts': [
        'is "worse" or "better" in at most one of 1,000',
        'is so however often one looks: in at most one of 100 at any of 30 looks',
      ],
    },
  },
  {
    promise:
      'A target that is down, slow or overloaded delays no other target and no rule, and is asked again ever later',
    tests: {
      [DELIVERY]: [
        'starts at a tick, never in the call to send',
        'waits longer after each failure, up to 5 minutes',
        'that is answered 429 waits as long as Retry-After says ${name}',
        'that is answered 400 is not repeated, but counted and reported, and delays no other',
        'without an answer is aborted after 10 s and repeated',
        'to a target that never answers delays no other target',
        'keeps a bounded number of alerts in one message to a dead target',
      ],
      'server/notify/backoff.test.ts': [
        'is between 1 s and 5 min, and never shorter after one more failure',
        'is what a target requests, never negative and at most 15 min',
      ],
    },
  },
  {
    promise: 'A wrong option is an error at construction that names the option, its value and what is allowed',
    tests: {
      'server/options/options.test.ts': [
        'refuse ${name}, naming the option, its value and what is allowed',
        'name every wrong option at once',
      ],
      'server/options/notify.test.ts': [
        'refuses ${name}, naming the option, its value and what is allowed, but no secret',
      ],
      'server/checks/checks.test.ts': ['refuses ${name}, naming it, its value and what is allowed'],
      'server/fuzz/options.test.ts': ['are taken, or refused with an error that names the wrong ones'],
    },
  },
];
