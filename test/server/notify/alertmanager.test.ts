import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Alert, Mute } from '../../../server/contract/index.js';
import type { PostableAlert } from '../../../server/notify/alertmanager/alert-json.js';
import { Alertmanagers, type AlertmanagersSettings } from '../../../server/notify/alertmanager/alertmanagers.js';
import { labelsOf } from '../../../server/notify/alertmanager/alert-json.js';
import { parseSilences, type Silence, Silences } from '../../../server/notify/alertmanager/silences.js';
import { resolveAlertmanager } from '../../../server/options/alertmanager.js';
import { FakeClock } from '../support/fake-clock.js';
import { listen, type Listening, until } from '../support/http.js';
import { alertOf, ends } from './stage.js';

const silenceOf = (matchers: Partial<Silence['matchers'][number]>[], more: Partial<Silence> = {}): Silence => ({
  id: 'silence-1',
  status: { state: 'active' },
  updatedAt: '2026-11-23T20:00:00.000Z',
  startsAt: '2026-11-23T20:00:00.000Z',
  endsAt: '2026-11-23T23:00:00.000Z',
  createdBy: 'anna',
  comment: 'planned work',
  matchers: matchers.map((matcher) => ({ name: 'alertname', value: '', isRegex: false, isEqual: true, ...matcher })),
  ...more,
});

describe('alerts to Alertmanager', () => {
  let served: Listening;
  let lists: PostableAlert[][];
  let status: number;
  let silences: Silence[];
  let headers: string | undefined;
  let clock: FakeClock;
  let alerts: Alert[];
  let muted: string[];
  let accepted: string[];
  let errors: string[];
  let mutes: readonly Mute[];
  let sender: Alertmanagers;

  const open = (more: Partial<AlertmanagersSettings['options']> = {}, link?: string): Alertmanagers =>
    new Alertmanagers({
      options: { urls: [`${served.url}/prefix/?`.replace('?', '')], ...more },
      instance: 'web-1',
      link,
      rules: [{ name: 'error_rate_high', severity: 'critical' }],
      alerts: () => alerts,
      isMuted: ({ type }) => muted.includes(type),
      onSilences: (given) => (mutes = given),
      onAccepted: (ids) => accepted.push(...ids),
      onError: (error) => errors.push(String(error)),
      random: () => 0,
    });
  const tick = (): void => sender.tick(clock.monotonic(), clock.wall());
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1);
      tick();
    }
  };
  /** Lets real input and output go on, while the fake clock stands, until so many lists have arrived. */
  const arrived = async (count: number): Promise<void> => {
    await until(() => {
      tick();
      return lists.length === count;
    }, `${count} lists have arrived`);
    await until(() => {
      tick();
      const [figures] = sender.figures();
      return figures !== undefined && figures.delivered + figures.failed >= count;
    }, 'the answer is known');
  };

  beforeEach(async () => {
    [lists, alerts, muted, accepted, errors, mutes, silences, status] = [[], [], [], [], [], [], [], 200];
    clock = new FakeClock();
    served = await listen((request, response) => {
      headers = request.headers.authorization;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.url === '/prefix/api/v2/silences') return response.end(JSON.stringify(silences));
        assert.equal(request.url, '/prefix/api/v2/alerts');
        lists.push(JSON.parse(body) as PostableAlert[]);
        return response.writeHead(status).end();
      });
    });
    sender = open();
  });
  afterEach(async () => {
    await sender.close();
    await served.close();
  });

  it('have labels, evidence, a link, and an end four minutes ahead', async () => {
    sender = open(
      { labels: { job: 'portal' }, headers: { authorization: 'Bearer x' } },
      'https://p.example/monitoring',
    );
    alerts = [alertOf('a')];
    await arrived(1);
    assert.deepEqual(lists[0], [
      {
        labels: { instance: 'web-1', job: 'portal', alertname: 'error_rate_high', severity: 'critical' },
        annotations: {
          summary: 'Error rate of a 12 % (limit 5 %, last 60 s)',
          description: '14 of 100 requests in 60 s; most from 79 % GET /items/:id',
          dashboard: 'https://p.example/monitoring',
        },
        startsAt: '2026-11-23T21:00:00.000Z',
        endsAt: '2026-11-23T21:04:00.000Z',
        generatorURL: 'https://p.example/monitoring',
      },
    ]);
    assert.equal(headers, 'Bearer x');
    assert.deepEqual(accepted, ['a']);
  });

  it('are sent again once a minute, and at once when one begins or ends', async () => {
    alerts = [alertOf('a')];
    await arrived(1);
    pass(59);
    assert.equal(lists.length, 1);
    pass(1);
    await arrived(2);
    assert.equal(lists[1]?.[0]?.endsAt, '2026-11-23T21:05:00.000Z');
    alerts = [ends(alertOf('a'), 61).alert];
    pass(1);
    await arrived(3);
    assert.equal(lists[2]?.[0]?.endsAt, '2026-11-23T21:01:01.000Z');
    for (let minute = 1; minute <= 14; minute++) {
      pass(60);
      await arrived(3 + minute);
    }
    pass(600);
    await pause(20);
    assert.equal(lists.length, 17);
  });

  it('are tried again while it refuses or fails, and its long absence loses no end', async () => {
    status = 503;
    alerts = [alertOf('a')];
    await arrived(1);
    assert.match(
      errors.join(),
      /notifying Alertmanager http:\/\/127\.0\.0\.1:\d+ failed: answered 503; it is tried again/,
    );
    pass(1);
    await arrived(2);
    alerts = [ends(alertOf('a'), 5).alert];
    clock.advance(20 * 3600);
    status = 200;
    await arrived(3);
    assert.equal(lists[2]?.[0]?.endsAt, '2026-11-23T21:00:05.000Z');
    pass(120);
    await pause(20);
    assert.equal(lists.length, 3);
  });

  it('are one of each rule: the newest', async () => {
    alerts = [alertOf('b', 'critical', 300)];
    await arrived(1);
    alerts = [alertOf('c', 'critical', 600), ends(alertOf('b', 'critical', 300), 400).alert];
    await arrived(2);
    assert.deepEqual(
      lists[1]?.map(({ startsAt }) => startsAt),
      ['2026-11-23T21:10:00.000Z'],
    );
  });

  it('leave out what is pending, and what begins while it is muted here', async () => {
    muted = ['error_rate_high'];
    alerts = [alertOf('a'), { ...alertOf('b'), type: 'other', state: 'pending' }];
    tick();
    await pause(20);
    assert.equal(lists.length, 0);
    muted = [];
    await arrived(1);
    // A mute that begins later does not end the alert.
    muted = ['error_rate_high'];
    pass(60);
    await arrived(2);
  });

  it('go to each of several Alertmanagers, whichever others are down', async () => {
    sender = open({ urls: ['http://127.0.0.1:9/prefix', `${served.url}/prefix`] });
    alerts = [alertOf('a')];
    await until(() => {
      tick();
      return sender.figures()[1]?.delivered === 1;
    }, 'the second has it');
    assert.equal(sender.figures()[0]?.delivered, 0);
  });

  it('become mutes by its silences, which hold while it does not answer', async () => {
    silences = [silenceOf([{ value: 'error_rate_high' }])];
    await until(() => {
      tick();
      return mutes.length === 1;
    }, 'the silence is read');
    assert.deepEqual(mutes, [
      {
        ...{ type: 'error_rate_high', by: 'anna', note: 'planned work', until: '2026-11-23T23:00:00.000Z' },
        ...{ credential: null, source: 'alertmanager' },
      },
    ]);
    await served.close();
    pass(16);
    await until(() => {
      tick();
      return errors.length > 0;
    }, 'reading fails');
    assert.match(errors.join(), /silences: .*refused the connection/);
    assert.equal(mutes.length, 1);
    served = await listen(() => undefined);
  });

  it('do not count as told to people while silenced', async () => {
    alerts = [{ ...alertOf('a'), muted_until: '2026-11-23T23:00:00.000Z' }];
    await arrived(1);
    assert.deepEqual(accepted, []);
  });
});

describe('a silence', () => {
  const rules = [
    { name: 'error_rate_high', severity: 'critical' },
    { name: 'latency_high', severity: 'warning' },
  ] as const;
  const wall = Date.UTC(2026, 10, 23, 21);
  const matched = (...silences: Silence[]): string[] =>
    new Silences().mutes([silences], rules, labelsOf('web-1', { job: 'portal' }), wall).map(({ type }) => type);

  const cases: [what: string, matchers: Partial<Silence['matchers'][number]>[], types: string[]][] = [
    ['a name', [{ value: 'latency_high' }], ['latency_high']],
    ['no name', [{ value: 'latency_high', isEqual: false }], ['error_rate_high']],
    ['a pattern', [{ value: 'latency.*|x', isRegex: true }], ['latency_high']],
    ['a whole text, not a part', [{ value: 'latency', isRegex: true }], []],
    ['a pattern without regard to case', [{ value: '(?i)LATENCY_HIGH', isRegex: true }], ['latency_high']],
    ['a label of all', [{ name: 'job', value: 'portal' }], ['error_rate_high', 'latency_high']],
    ['a label that is missing', [{ name: 'zone', value: '' }], ['error_rate_high', 'latency_high']],
    [
      'all matchers',
      [
        { name: 'job', value: 'portal' },
        { name: 'severity', value: 'warning' },
      ],
      ['latency_high'],
    ],
    ['a broken pattern: nothing', [{ value: '(', isRegex: true }], []],
    ['a broken negative pattern: nothing', [{ value: '(', isRegex: true, isEqual: false }], []],
    ['no matchers: nothing', [], []],
  ];
  for (const [what, matchers, types] of cases) {
    it(`matches ${what}`, () => assert.deepEqual(matched(silenceOf(matchers)), types));
  }

  it('with a pattern that would take forever is given up soon, after a few tries', () => {
    const evil = silenceOf([{ name: 'job', value: '(([a-z])+.)+[A-Z]([a-z])+$', isRegex: true }]);
    const all = new Silences();
    const labels = labelsOf('web-1', { job: 'a'.repeat(200) });
    const from = performance.now();
    for (let count = 0; count < 50; count++) assert.deepEqual(all.mutes([[evil]], rules, labels, wall), []);
    assert.ok(performance.now() - from < 2000);
  });

  it('that is over, has not begun, or was ended in another list mutes nothing', () => {
    const matchers = [{ name: 'job', value: 'portal' }];
    assert.deepEqual(matched(silenceOf(matchers, { endsAt: '2026-11-23T21:00:00.000Z' })), []);
    assert.deepEqual(matched(silenceOf(matchers, { startsAt: '2026-11-23T21:00:01.000Z' })), []);
    const ended = { status: { state: 'expired' as const }, updatedAt: '2026-11-23T20:30:00.000Z' };
    assert.deepEqual(matched(silenceOf(matchers, ended), silenceOf(matchers)), []);
  });

  it('shows no secret, whoever wrote it', () => {
    const silence = silenceOf([{ name: 'job', value: 'portal' }], { comment: 'password=hUnter2 anna@school.example' });
    const [mute] = new Silences().mutes([[silence]], rules, labelsOf('web-1', { job: 'portal' }), wall);
    assert.doesNotMatch(JSON.stringify(mute), /hUnter2|school/);
  });

  it('is nothing else', () => {
    for (const text of ['', '{}', '[{"id":1}]', JSON.stringify([{ ...silenceOf([]), endsAt: 'soon' }])]) {
      assert.throws(() => parseSilences(text));
    }
    assert.equal(parseSilences(JSON.stringify([silenceOf([]), { ...silenceOf([]), more: 1 }])).length, 2);
  });
});

describe('the option alertmanager', () => {
  it('has at least one address', () => {
    assert.equal(resolveAlertmanager(undefined), undefined);
    const given = { urls: ['http://127.0.0.1:9093'], labels: { job: 'portal', instance: 'web-1' } };
    assert.deepEqual(resolveAlertmanager(given), given);
  });

  const url = 'http://127.0.0.1:9093';
  const wrong: [given: unknown, says: RegExp][] = [
    [url, /option alertmanager is "http:\/\/127\.0\.0\.1:9093\/…"; allowed: an object such as/],
    [{ urls: url }, /option alertmanager\.urls is "http:\/\/127\.0\.0\.1:9093\/…"; allowed: a list of addresses/],
    [{ urls: [] }, /option alertmanager\.urls is a list; allowed: at least one address/],
    [{ urls: ['ftp://SECRET'] }, /option alertmanager\.urls\.0 is "ftp…"; allowed: an http or https address/],
    [
      { urls: ['http://u:SECRET@am'] },
      /option alertmanager\.urls\.0 is "http:\/\/am\/…"; allowed: .* without user name/,
    ],
    [{ urls: [url], labels: { 'a.b': 'x' } }, /option alertmanager\.labels is .*; allowed: an object of label names/],
    [{ urls: [url], labels: { a: ' ' } }, /option alertmanager\.labels/],
    [{ urls: [url], labels: { __a: 'x' } }, /option alertmanager\.labels/],
    [{ urls: [url], labels: { severity: 'page' } }, /option alertmanager\.labels is .*without alertname and severity/],
    [{ urls: [url], headers: { authorization: ['SECRET'] } }, /an object with authorization; allowed/],
    [{ urls: [url], every: 5 }, /unknown option alertmanager\.every; allowed: urls, labels, headers/],
  ];
  for (const [given, says] of wrong) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => resolveAlertmanager(given),
        (error: Error) => says.test(error.message) && !error.message.includes('SECRET'),
      );
    });
  }
});
