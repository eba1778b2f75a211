import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { resolveMaintenance } from '../../../../server/options/maintenance/maintenance.js';
import { endpointNames, type MaintenancePlan } from '../../../../server/options/maintenance/plan.js';
import { redact } from '../../../../server/text/redact.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Auckland'];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const planOf = (...windows: unknown[]): MaintenancePlan => resolveMaintenance(windows, redact);
const begins = (plan: MaintenancePlan, wall: string): string[] =>
  plan.upcoming(Date.parse(wall), 7).map(({ from, to }) => `${iso(from)} ${(to - from) / 60_000}`);
const iso = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

describe('maintenance that recurs', () => {
  const sundays = { weekdays: ['sunday'], time: '02:30', durationMinutes: 90, timeZone: 'Europe/Berlin' };

  it('begins at its time by the clocks of its zone and lasts as long as it says, over changes of the clocks too', () => {
    const plan = planOf(sundays);
    assert.deepEqual(begins(plan, '2026-03-20T00:00:00Z'), ['2026-03-22T01:30 90']);
    // Clocks go from 2 to 3.
    assert.deepEqual(begins(plan, '2026-03-27T00:00:00Z'), ['2026-03-29T01:30 90']);
    assert.deepEqual(begins(plan, '2026-04-03T00:00:00Z'), ['2026-04-05T00:30 90']);
    // Clocks go from 3 back to 2: the first half past two counts.
    assert.deepEqual(begins(plan, '2026-10-23T00:00:00Z'), ['2026-10-25T00:30 90']);
  });

  it('is every day unless weekdays are given', () => {
    const plan = planOf({ time: '12:00', durationMinutes: 10, timeZone: 'UTC' });
    assert.equal(begins(plan, '2026-11-23T12:05:00Z').length, 8);
    assert.equal(begins(plan, '2026-11-23T12:10:00Z').length, 7);
  });

  it('runs over midnight, and belongs to the day on which it begins', () => {
    const plan = planOf({ weekdays: ['monday'], time: '23:00', durationMinutes: 120, timeZone: 'UTC' });
    const runs = (wall: string): boolean => plan.running(Date.parse(wall)).length > 0;
    assert.deepEqual(
      ['2026-11-23T22:59:59Z', '2026-11-23T23:00:00Z', '2026-11-24T00:59:59Z', '2026-11-24T01:00:00Z'].map(runs),
      [false, true, true, false],
    );
    assert.equal(runs('2026-11-25T00:30:00Z'), false);
  });

  it('runs exactly at the times at which the clocks say so, in every zone', () => {
    const windows = fc.record({
      weekdays: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
      hour: fc.nat(23),
      minute: fc.nat(59),
      durationMinutes: fc.integer({ min: 1, max: 1440 }),
      timeZone: fc.constantFrom(...ZONES),
    });
    const time = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(windows, time, ({ hour, minute, ...window }, wall) => {
        const two = (part: number): string => String(part).padStart(2, '0');
        const plan = planOf({ ...window, time: `${two(hour)}:${two(minute)}` });
        const zoned = new Intl.DateTimeFormat('en-GB', {
          ...{ timeZone: window.timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
        });
        for (const { from, to } of plan.upcoming(wall, 7)) {
          assert.equal(to - from, window.durationMinutes * 60_000);
          const [day = '', clock = ''] = zoned.format(from).toLowerCase().split(/,? /);
          assert.ok(
            window.weekdays.some((name) => name === day),
            `${day} of ${window.weekdays.join()}`,
          );
          // In the hour that is skipped, it is up to an hour later.
          const [h = 0, m = 0] = clock.split(':').map(Number);
          const late = h * 60 + m - hour * 60 - minute;
          assert.ok(late === 0 || late === 30 || late === 60, `${clock} for ${hour}:${minute}`);
        }
        // Asked on another day, a window is where it was.
        const [first] = plan.upcoming(wall, 7);
        if (first === undefined) return;
        const again = plan.running(first.from);
        assert.ok(again.some(({ from }) => from === first.from));
        assert.equal(plan.running(first.from).length > 0, true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('maintenance', () => {
  it('is listed while it runs and seven days before, by its begin', () => {
    const once = (from: number, hours: number): object => ({ from: new Date(from), to: new Date(from + hours * HOUR) });
    const wall = Date.UTC(2026, 10, 23);
    const plan = planOf(once(wall + 8 * DAY, 1), once(wall + 6 * DAY, 1), once(wall - HOUR, 2), once(wall - DAY, 1));
    assert.deepEqual(
      plan.upcoming(wall, 7).map(({ from }) => (from - wall) / HOUR),
      [-1, 144],
    );
    assert.deepEqual(plan.running(wall).length, 1);
  });

  it('keeps back what is about its endpoints alone', () => {
    const wall = Date.UTC(2026, 10, 23);
    const times = { from: new Date(wall), to: new Date(wall + HOUR) };
    const plan = planOf({ ...times, endpoints: ['GET /x', '/y'] });
    const until = (template: string, method: string | null): number | null => plan.until({ template, method }, wall);
    assert.deepEqual(
      [until('/x', 'GET'), until('/x', null), until('/x', 'POST'), until('/y', 'POST'), until('/y', null)],
      [wall + HOUR, null, null, wall + HOUR, wall + HOUR],
    );
    assert.deepEqual(
      [plan.until(null, wall), plan.until({ template: '/x', method: 'GET' }, wall + HOUR)],
      [null, null],
    );
    assert.deepEqual(plan.running(wall).map(endpointNames), [['GET /x', '/y']]);
  });

  const recurring = { time: '02:00', durationMinutes: 90, timeZone: 'Europe/Berlin' };
  const once = { from: '2026-11-24T01:00:00Z', to: '2026-11-24T02:00:00Z' };
  const wrong: [what: string, given: unknown, says: RegExp][] = [
    [
      'no list',
      once,
      /option maintenance is \{.*allowed: a list of \{ from, to \} or \{ weekdays, time, durationMinutes, timeZone \}/,
    ],
    ['an entry that is none', [7], /option maintenance\.0 is 7; allowed: an object/],
    [
      'a date that is none',
      [{ ...once, from: 'soon' }],
      /option maintenance\.0\.from is "soon"; allowed: a date, or a text such as/,
    ],
    [
      'an end before the begin',
      [{ from: once.to, to: once.from }],
      /option maintenance\.0\.to is "2026-11-24T01:00:00Z"; allowed: a time after `from`/,
    ],
    [
      'an unknown part',
      [{ ...once, endpoint: '/x' }],
      /unknown option maintenance\.0\.endpoint; allowed: from, to, note, endpoints/,
    ],
    [
      'a weekday in short',
      [recurring, { ...recurring, weekdays: ['sun'] }],
      /maintenance\.1\.weekdays\.0 is "sun"; allowed: a list of sunday, monday, /,
    ],
    ['no weekdays', [{ ...recurring, weekdays: [] }], /maintenance\.0\.weekdays is \[\]; allowed: a list of sunday/],
    [
      'a time that is none',
      [{ ...recurring, time: '24:00' }],
      /maintenance\.0\.time is "24:00"; allowed: a time from '00:00' to '23:59'/,
    ],
    [
      'no duration',
      [{ time: '02:00', timeZone: 'UTC' }],
      /maintenance\.0\.durationMinutes is undefined; allowed: a whole number from 1 to 1440/,
    ],
    [
      'a time zone that there is none of',
      [{ ...recurring, timeZone: 'Berlin' }],
      /maintenance\.0\.timeZone is "Berlin"; allowed: an IANA time zone such as 'Europe\/Berlin'/,
    ],
    [
      'both kinds in one',
      [{ ...recurring, from: once.from }],
      /unknown option maintenance\.0\.from; allowed: weekdays, time, /,
    ],
    [
      'a note that is too long',
      [{ ...once, note: 'x'.repeat(501) }],
      /maintenance\.0\.note is .*allowed: a text of at most 500/,
    ],
    [
      'an endpoint that is none',
      [{ ...once, endpoints: ['get /x'] }],
      /maintenance\.0\.endpoints\.0 is "get \/x"; allowed: a route template, or method and/,
    ],
    ['no endpoints', [{ ...once, endpoints: [] }], /maintenance\.0\.endpoints is \[\]; allowed: at least one endpoint/],
  ];
  for (const [what, given, says] of wrong) {
    it(`is refused with its name, its value and what is allowed: ${what}`, () => {
      assert.throws(() => resolveMaintenance(given, redact), { name: 'TypeError', message: says });
    });
  }
});
