import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { localTime, wallTime } from '../../../../server/options/maintenance/zoned-time.js';

const MINUTE = 60_000;
const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');
/** Whole minutes from 2020 to 2037, as clocks show them. */
const times = fc.integer({ min: Date.UTC(2020, 0) / MINUTE, max: Date.UTC(2037, 0) / MINUTE }).map((at) => at * MINUTE);

/** Another way to what the clocks of a zone show: a whole minute as a text. */
const shown = (wall: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(wall);
const text = (local: number): string => new Date(local).toISOString().slice(0, 16).replace('T', ' ');

describe('the time by the clocks of a zone', () => {
  it('is what they show', () => {
    fc.assert(fc.property(times, zones, (wall, zone) => assert.equal(text(localTime(wall, zone)), shown(wall, zone))));
  });

  it('leads back to the time at which they show it; if they show it twice, to the first', () => {
    fc.assert(
      fc.property(times, zones, (wall, zone) => {
        const local = localTime(wall, zone);
        const first = wallTime(local, zone);
        assert.equal(localTime(first, zone), local);
        assert.ok(first <= wall && wall - first <= 3 * 3_600_000, `${new Date(first).toISOString()} in ${zone}`);
      }),
      { numRuns: 500 },
    );
  });

  const gaps: [zone: string, day: number, minutes: number][] = [
    ['Europe/Berlin', Date.UTC(2026, 2, 29), 60],
    ['America/New_York', Date.UTC(2026, 2, 8), 60],
    ['Australia/Lord_Howe', Date.UTC(2026, 9, 4), 30],
  ];
  for (const [zone, day, minutes] of gaps) {
    it(`leads, where they skip it, as far behind the gap as it lies in it: ${zone}`, () => {
      const late = Array.from({ length: 24 * 60 }, (_, minute) => {
        const local = day + minute * MINUTE;
        return (localTime(wallTime(local, zone), zone) - local) / MINUTE;
      });
      assert.deepEqual([...new Set(late)].sort(), [0, minutes].sort());
      assert.equal(late.filter((by) => by > 0).length, minutes, 'every minute of the gap');
    });
  }

  const known: [what: string, local: number, zone: string, wall: string][] = [
    ['a time that Berlin skips in spring', Date.UTC(2026, 2, 29, 2, 30), 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    [
      'a time that Berlin shows twice in autumn',
      Date.UTC(2026, 9, 25, 2, 30),
      'Europe/Berlin',
      '2026-10-25T00:30:00.000Z',
    ],
    ['a time that New York skips', Date.UTC(2026, 2, 8, 2, 0), 'America/New_York', '2026-03-08T07:00:00.000Z'],
    [
      'a zone with three quarters of an hour',
      Date.UTC(2026, 5, 1, 12, 0),
      'Asia/Kathmandu',
      '2026-06-01T06:15:00.000Z',
    ],
  ];
  for (const [what, local, zone, wall] of known) {
    it(`is right for ${what}`, () => assert.equal(new Date(wallTime(local, zone)).toISOString(), wall));
  }
});
