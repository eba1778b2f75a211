import fc from 'fast-check';
import { timeSplits } from '../../../widget/charts/options.js';
import { zoomRange } from '../../../widget/model/charts/zoom.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe("a page's charts", () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
  });

  afterEach(() => stage.clear());

  const shown = async () => {
    const element = await stage.show({ variant: 'page' }, 1200);
    await stage.time.until(() => findAll(element, 'canvas').length === 3);
    return element;
  };
  const press = async (element: AlignMonitor, name: string) => {
    const button = findAll(element, '.chart button').find(({ innerText }) => innerText.trim() === name);
    if (!button) throw new Error(`There is no button ${name}.`);
    button.click();
    await element.updateComplete;
    await stage.time.settle();
    return button;
  };
  const titles = (element: AlignMonitor) => findAll(element, '.chart h2').map(({ innerText }) => innerText);
  /** Drags over a chart, from one part of its width to another. */
  const drag = async (element: AlignMonitor, from: number, to: number) => {
    const over = find(element, '.u-over');
    const { left, top, width } = over.getBoundingClientRect();
    const at = (part: number) => ({ clientX: left + part * width, clientY: top + 5, bubbles: true, view: window });
    over.dispatchEvent(new MouseEvent('mouseenter', at(from)));
    over.dispatchEvent(new MouseEvent('mousemove', at(from)));
    over.dispatchEvent(new MouseEvent('mousedown', at(from)));
    for (const part of [(from + to) / 2, to]) {
      const move = at(part);
      over.dispatchEvent(new MouseEvent('mousemove', { ...move, movementX: 20 }));
      await stage.time.settle();
    }
    document.dispatchEvent(new MouseEvent('mouseup', at(to)));
    await element.updateComplete;
    await stage.time.settle();
  };

  it('are latency, requests and active sessions; the errors by class open from the requests', async () => {
    const element = await shown();
    expect(titles(element)).to.eql([
      'Latency last 5 min',
      'Requests per second last 5 min',
      'Active sessions last 5 min',
    ]);
    const button = await press(element, 'By class');
    await stage.time.until(() => findAll(element, 'canvas').length === 4);
    expect(button.ariaExpanded).to.eql('true');
    expect(titles(element)[3]).to.eql('Errors by class last 5 min');
    expect(textOf(element, '.of-classes .legend')).to.match(/^client errors \d+ server errors \d+$/);
    await press(element, 'By class');
    expect(findAll(element, 'canvas')).to.have.length(3);
  });

  it('draw a class that is new to them', async () => {
    const element = await shown();
    await press(element, 'By class');
    const { series } = fixtures.degraded(stage.time.now);
    const quota = series.requests.map(() => 2);
    stage.server.metrics = () => {
      const metrics = fixtures.degraded(stage.time.now);
      return { ...metrics, series: { ...metrics.series, errors: { ...metrics.series.errors, quota } } };
    };
    await stage.time.pass(5000);
    await stage.time.until(() => textOf(element, '.of-classes .legend').includes('other errors'));
    await stage.time.until(() => findAll(element, '.of-classes canvas').length === 1);
  });

  it('mark what fired meanwhile, and the deploy, in the last minutes too', async () => {
    const time = new Date(stage.time.now - 120_000).toISOString();
    stage.server.metrics = () => ({
      ...fixtures.degraded(stage.time.now),
      deploy: { version: '2.0.0', note: null, time, comparison: null },
    });
    const element = await shown();
    expect(find(element, '.of-latency .plot').ariaLabel).to.match(/\d alerts?, 1 deploy$/);
  });

  it('show a part of their time when one is dragged over, all of them the same, and have a way back', async () => {
    const element = await shown();
    await drag(element, 0.25, 0.75);
    const near = titles(element);
    expect(near[0]).to.match(/^Latency \d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/);
    expect(new Set(near.map((title) => title.replace(/^\D+/, ''))).size).to.eql(1);
    await press(element, 'Whole range');
    expect(titles(element)[0]).to.eql('Latency last 5 min');
  });

  it('show a part of their time between two fingers', async () => {
    const element = await shown();
    const over = find(element, '.u-over');
    const { left, top, width } = over.getBoundingClientRect();
    const touch = (type: string, pointerId: number, part: number) =>
      over.dispatchEvent(
        new PointerEvent(type, { pointerId, pointerType: 'touch', clientX: left + part * width, clientY: top + 5 }),
      );
    touch('pointerdown', 1, 0.4);
    touch('pointerdown', 2, 0.6);
    touch('pointermove', 1, 0.1);
    touch('pointermove', 2, 0.9);
    await element.updateComplete;
    expect(titles(element)[0]).to.match(/^Latency \d\d:\d\d:\d\d to /);
    touch('pointerup', 1, 0.1);
    touch('pointerup', 2, 0.9);
    await press(element, 'Whole range');
  });

  it('point at the same moment together', async () => {
    const element = await shown();
    const over = find(element, '.u-over');
    const { left, top, width } = over.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + 5, bubbles: true };
    over.dispatchEvent(new MouseEvent('mouseenter', at));
    over.dispatchEvent(new MouseEvent('mousemove', at));
    await stage.time.until(() => findAll(element, '.legend .at').length === 3);
    const places = findAll(element, '.u-cursor-x').map(({ style }) => style.transform);
    expect(places.filter((place) => place !== '' && !place.includes('-10px'))).to.have.length(3);
    expect(new Set(findAll(element, '.legend .at').map(({ innerText }) => innerText)).size).to.eql(1);
  });
});

describe('a closer look', () => {
  const times = fc.integer({ min: -1000, max: 2000 });

  it('stays within what there is, is never narrower than four steps, and is none when it is nearly all', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        const range = zoomRange([Math.min(one, other), Math.max(one, other)], [0, 1000], 5);
        if (range === null) return Math.abs(one - other) >= 970;
        const [from, to] = range;
        return from >= 0 && to <= 1000 && to - from >= 20 && to - from < 970;
      }),
    );
  });
});

describe('the times of an axis', () => {
  const HOUR = 3600;

  it("lie at whole steps of the reader's clock, all within the axis", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e9 }), fc.constantFrom(60, 300, 3600, 21_600), (first, step) => {
        const splits = timeSplits(first, first + 10 * step, step);
        return (
          splits.length >= 10 &&
          splits.every((at) => at >= first && (at - new Date(at * 1000).getTimezoneOffset() * 60) % step === 0)
        );
      }),
    );
  });

  /** What is to be added to a zone's local time, as `getTimezoneOffset`, in seconds. */
  const offsetIn = (timeZone: string) => {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    return (at: number) => {
      const name = format.formatToParts(at * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign = '+', hours = 0, minutes = 0] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
      return (sign === '-' ? 1 : -1) * (Number(hours) * HOUR + Number(minutes) * 60);
    };
  };
  /** The local times of the axis over a day that begins at local midnight. */
  const day = (timeZone: string, midnight: string, step: number, hours: number) => {
    const first = Date.parse(midnight) / 1000;
    const clock = new Intl.DateTimeFormat('en', { timeZone, timeStyle: 'short', hourCycle: 'h23' });
    const splits = timeSplits(first, first + hours * HOUR, step, offsetIn(timeZone));
    expect([...new Set(splits)].sort((a, b) => a - b)).to.eql(splits);
    return splits.map((at) => clock.format(at * 1000)).join(' ');
  };
  const evenHours = (from: number, to: number) =>
    Array.from({ length: (to - from) / 2 + 1 }, (_, index) => `${String((from + 2 * index) % 24).padStart(2, '0')}:00`);

  it('lie at whole local hours on the days on which the clock changes', () => {
    expect(day('Europe/Berlin', '2026-03-29T00:00+01:00', HOUR, 5)).to.eql('00:00 01:00 03:00 04:00 05:00 06:00');
    expect(day('Europe/Berlin', '2026-10-25T00:00+02:00', HOUR, 5)).to.eql('00:00 01:00 02:00 02:00 03:00 04:00');
    expect(day('America/New_York', '2026-03-08T00:00-05:00', HOUR, 4)).to.eql('00:00 01:00 03:00 04:00 05:00');
    expect(day('America/New_York', '2026-11-01T00:00-04:00', HOUR, 4)).to.eql('00:00 01:00 01:00 02:00 03:00');
    expect(day('Australia/Lord_Howe', '2026-10-04T00:00+10:30', HOUR, 4)).to.eql('00:00 01:00 03:00 04:00');
    expect(day('Australia/Lord_Howe', '2026-04-05T00:00+11:00', HOUR, 4)).to.eql('00:00 01:00 02:00 03:00');
    expect(day('Australia/Lord_Howe', '2026-04-05T01:00+11:00', HOUR / 2, 2)).to.eql('01:00 01:30 01:30 02:00 02:30');
  });

  it('lie at the same local hours as on other days where steps are longer, each once', () => {
    const spring = day('Europe/Berlin', '2026-03-29T00:00+01:00', 2 * HOUR, 23);
    expect(spring).to.eql(['00:00', ...evenHours(4, 24)].join(' '));
    const autumn = day('Europe/Berlin', '2026-10-25T00:00+02:00', 2 * HOUR, 25);
    expect(autumn).to.eql(evenHours(0, 24).join(' '));
    expect(day('Europe/Berlin', '2026-03-29T00:00+01:00', 3 * HOUR, 23)).to.match(/^00:00 03:00 06:00 09:00/);
    expect(day('Australia/Lord_Howe', '2026-04-05T00:00+11:00', 2 * HOUR, 24.5)).to.eql(evenHours(0, 24).join(' '));
    expect(day('America/New_York', '2026-11-01T00:00-04:00', 6 * HOUR, 25)).to.eql('00:00 06:00 12:00 18:00 00:00');
  });

  it('lie at whole steps in every zone, with no more than one missing or repeated where the clock changes', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'UTC',
    ];
    const start = Date.parse('2026-01-01T00:00Z') / 1000;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 366 * 24 * 4 }),
        fc.constantFrom(900, 600, 1800, HOUR, 2 * HOUR, 3 * HOUR),
        (zone, quarter, step) => {
          const offset = offsetIn(zone);
          const first = start + quarter * 900;
          const last = first + 12 * step;
          const splits = timeSplits(first, last, step, offset);
          const isWhole = splits.every((at) => (at - offset(at)) % step === 0);
          const ends = [first, ...splits, last];
          const distances = ends.slice(1).map((at, index) => at - (ends[index] ?? 0));
          return isWhole && Math.max(...distances) <= step + HOUR && splits.length >= 11;
        },
      ),
      { numRuns: 200 },
    );
  });
});
