import type { FaultPromise } from '../promise.js';

const ENDPOINTS = 'server/collector/endpoints.test.ts';
const COLLECTOR = 'server/collector/collector.test.ts';
const SESSIONS = 'server/collector/sessions.test.ts';
const ADAPTERS = 'server/adapters/table.test.ts';

/** Promises about how much is kept of what comes in. */
export const bounds: readonly FaultPromise[] = [
  {
    promise: 'A million different URLs take bounded memory: totals stay exact, and the rest is `(other)`',
    tests: {
      [ENDPOINTS]: [
        'stay in the table through a scan of a million random addresses, with correct figures',
        'beyond the cap are counted together while none is idle, and none of the counts is lost',
      ],
    },
  },
  {
    promise: 'A request that no route matched is `(unmatched)`, never its raw path',
    tests: {
      [ADAPTERS]: ['an endpoint is the route template, never the raw path'],
      'server/tracking/hostile-input.test.ts': [
        'a path of more than a hundred segments has no template, so that none of it is kept',
      ],
    },
  },
  {
    promise: 'Methods that nobody knows are `_OTHER`',
    tests: {
      [ENDPOINTS]: ['are distinct by method, and invented methods are counted together'],
      'server/runtime/internal-errors.test.ts': [
        'random methods, endless names and 10 MB session ids leave answers of bounded size',
      ],
    },
  },
  {
    promise: 'A million session ids take bounded memory: their count is exact up to the limit, then "more than"',
    tests: {
      [SESSIONS]: [
        'are exact up to the limit of 100,000, and then "more than"',
        'of a million ids are kept in the memory of the limit',
      ],
    },
  },
  {
    promise: 'A session id of 10 MB costs no more than another; no id is stored, answered or logged',
    tests: {
      [SESSIONS]: ['hash at most 4096 characters of an id, so that one of 10 MB costs no more than another'],
      'server/monitor.test.ts': ['never lets a session id out'],
      'server/secrets.test.ts': ['are found nowhere'],
    },
  },
  {
    promise: '__proto__, constructor and toString are ordinary names of endpoints, features, checks and rules',
    tests: {
      [COLLECTOR]: ['accepts __proto__, constructor and toString as ordinary names'],
      'server/checks/checks.test.ts': ['may be named __proto__ or constructor'],
      'server/options/rules.test.ts': ['may have any name, those of Object.prototype too'],
      'server/monitor.test.ts': ['carries names such as __proto__ through its JSON'],
      'widget/data/parse.test.ts': ['may use names that mean something to JavaScript'],
    },
  },
  {
    promise: 'Any number of features with names of any length are capped and cut',
    tests: { [COLLECTOR]: ['has at most 200 features, cut at 64 characters, and counts the rest together'] },
  },
  {
    promise: 'Names and texts are copied: no URL, query string or header stays in memory behind them',
    tests: {
      'server/adapters/memory.test.ts': ['holds no query string, no header and no text that it was cut from'],
    },
  },
  {
    promise: 'Names that are chosen to collide in a hash keep real endpoints and sessions apart',
    tests: {
      [ENDPOINTS]: ['stay in the table when 6,000 paths are chosen to collide'],
      'server/collector/frequency-sketch.test.ts': [
        'tells names apart that were chosen to collide under a hash without a key',
      ],
      [SESSIONS]: ['of 1,000 cookies that were chosen to collide are 1,000, even if the key is known'],
    },
  },
  {
    promise: 'Ten thousand alerts in a minute leave a bounded history and few messages',
    tests: {
      'server/alerts/alerts.test.ts': [
        'and what is sent stay small when a rule changes 10,000 times in a minute',
        'is bounded in its types, and in alerts that are reported 10,000 times',
      ],
      'server/alerts/rules/rule-engine.test.ts': ['that changes 10,000 times in a minute is one, with bounded state'],
      'server/notify/delivery.test.ts': ['sends at most 10 messages a minute and joins the rest'],
    },
  },
  {
    promise: 'A hundred reads at once of the dearest address compute it once',
    tests: {
      'server/api/pipelining.test.ts': ['compute the history of ${range} once', 'compute ${path} once'],
      'server/api/response-cache.test.ts': ['is made and serialised once a second for a thousand'],
      'server/history/answers.test.ts': [
        'decode what has ended only when a step has ended, and what is under way each time',
      ],
      'server/api/connection-turns.test.ts': ['are answered a few at a time, in their order'],
    },
  },
  {
    promise: 'Whatever is given to the record calls is counted or rejected: totals are exact and nothing throws',
    tests: {
      'server/fuzz/samples.test.ts': ['leave exact totals, and every answer is JSON of bounded size'],
    },
  },
];
