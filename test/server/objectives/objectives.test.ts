import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveOptions } from '../../../server/options/options.js';
import { Watched } from '../support/watched.js';

const wrong: [name: string, objectives: unknown, says: RegExp][] = [
  ['no list', {}, /option objectives is \{\}; allowed: a list of at most 10 objectives/],
  [
    'an unknown field',
    [{ name: 'a', target: 99, window: '1h' }],
    /unknown option objectives\.0\.window; allowed: name, target, endpoints, over/,
  ],
  [
    'a target that nothing can miss',
    [{ name: 'a', target: 0 }],
    /objectives\.0\.target is 0; allowed: percent above 0 and below 100/,
  ],
  [
    'a target without a budget',
    [{ name: 'a', target: 100 }],
    /objectives\.0\.target is 100; allowed: percent above 0 and below 100/,
  ],
  [
    'less than an hour',
    [{ name: 'a', target: 99, over: '30m' }],
    /objectives\.0\.over is "30m"; allowed: '1h' to '24h'/,
  ],
  [
    'more than is kept',
    [{ name: 'a', target: 99, over: '28d' }],
    /over is "28d"; allowed: .*history keeps 24 hours; for days and weeks, align-monitor rules writes rules for Prometheus/,
  ],
  [
    'the same name twice',
    [
      { name: 'a', target: 99 },
      { name: 'a', target: 98 },
    ],
    /objectives is .*with different names/,
  ],
  [
    'an endpoint without a known method',
    [{ name: 'a', target: 99, endpoints: ['post /x'] }],
    /objectives\.0\.endpoints\.0 is "post \/x"; allowed: a route template/,
  ],
  [
    'an endpoint beside its template',
    [{ name: 'a', target: 99, endpoints: ['POST /x', '/x'] }],
    /endpoints is .*and none twice/,
  ],
  ['no endpoints', [{ name: 'a', target: 99, endpoints: [] }], /endpoints is \[\]; allowed: a list of 1 to 20/],
];

describe('objectives', () => {
  for (const [name, objectives, says] of wrong) {
    it(`refuse ${name}`, () => {
      assert.throws(() => resolveOptions({ objectives }), { name: 'TypeError', message: says });
    });
  }

  it('are for all requests and over all that is kept unless they say otherwise', () => {
    assert.deepEqual(resolveOptions({ objectives: [{ name: 'all', target: 99 }] }).objectives, [
      { name: 'all', targetPercent: 99, overSeconds: 86_400, endpoints: [] },
    ]);
  });

  it('count their endpoints, and go on counting after a restart', async (test) => {
    const objectives = [
      { name: 'items', target: 90, endpoints: ['GET /items/:id'], over: '2h' },
      { name: 'export', target: 99, endpoints: ['/export'] },
      { name: 'all', target: 99 },
    ];
    const watched = await Watched.startOnDisk(test, { objectives });
    await watched.pass(200, 2);
    await watched.pass(200, 1, 500);
    const counts = () =>
      watched.monitor.metrics().objectives.map(({ name, requests, failed }) => [name, requests, failed]);
    const expected = [
      ['items', 600, 200],
      ['export', 0, 0],
      ['all', 600, 200],
    ];
    await watched.pass(10);
    assert.deepEqual(counts(), expected);
    await watched.restart();
    assert.deepEqual(counts(), expected);
    await watched.pass(10, 10);
    await watched.pass(10);
    assert.deepEqual(counts()[0], ['items', 700, 200]);
    const [items] = watched.monitor.metrics().objectives;
    assert.equal(items?.budget_left_percent, -185.714);
    assert.equal(items.series.at(-1), items.budget_left_percent);
  });
});
