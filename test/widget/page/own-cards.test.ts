import { LONGEST_RANGE, type Metrics } from '../../../server/contract/index.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { historyOf } from '../support/history.js';
import { Stage } from '../support/stage.js';
import { withPeople } from '../support/waiting.js';

describe('what is known of people, waiting, jobs and the app’s own numbers', () => {
  let stage: Stage;
  let changed: (metrics: Metrics) => Metrics;

  beforeEach(() => {
    stage = new Stage();
    changed = (metrics) => metrics;
    stage.server.metrics = () => changed(fixtures.waiting(stage.time.now));
    stage.server.history = (range) => withPeople(historyOf(stage.time.now, range));
  });

  afterEach(() => stage.clear());

  const shown = async (width = 1200, attributes: Record<string, string> = {}) => {
    const element = await stage.show({ variant: 'page', ...attributes }, width);
    await stage.time.until(() => findAll(element, '.further, .waits, .jobs, .numbers, .budget, .cost').length === 6);
    await stage.time.until(() => findAll(element, 'canvas').length === 3);
    return element;
  };
  const rows = (element: AlignMonitor, table: string) =>
    findAll(element, `${table} > tbody > tr`).map((row) =>
      [...row.children].map((cell) => (cell as HTMLElement).innerText.replace(/\s+/g, ' ').trim()),
    );

  it('stands in the endpoints table: people hit, limits, own time and waiting', async () => {
    const element = await shown(1600);
    const [first, second] = rows(element, '.endpoints-table');
    expect(first?.slice(0, 5)).to.eql([
      'POST /reflection/:id/step , 23 % of requests',
      '96',
      '33.3 % over the limit',
      '32',
      '11 of 13',
    ]);
    expect(first?.slice(7)).to.eql(['2,000 / 4,000', '3 % own 92 % models.example , 4 % postgres, 1 % mcp']);
    expect(second?.slice(-2)).to.eql(['200 / 500', '38 % own 62 % postgres']);
    const audit = rows(element, '.endpoints-table').find(([name]) => name?.startsWith('GET /audit'));
    expect(audit?.at(-2)).to.eql('left out');
  });

  it('is told without those who were not hit where they are not known', async () => {
    changed = (metrics) => ({
      ...metrics,
      endpoints: metrics.endpoints.map((endpoint) => ({ ...endpoint, sessions: null })),
    });
    const element = await shown(1600);
    expect(rows(element, '.endpoints-table')[0]?.[4]).to.eql('11');
  });

  it('sorts the endpoints by the people hit', async () => {
    const element = await shown();
    const hit = () =>
      findAll(element, '.endpoints-table > tbody > tr td.people').map((cell) => parseInt(cell.innerText) || 0);
    const header = find(element, '.endpoints-table > thead th.people');
    header.querySelector('button')?.click();
    await element.updateComplete;
    expect(header.ariaSort).to.eql('descending');
    expect(hit()).to.eql(hit().sort((a, b) => b - a));
    header.querySelector('button')?.click();
    await element.updateComplete;
    expect(hit()).to.eql(hit().sort((a, b) => a - b));
    expect(new Set(hit()).size > 1).to.eql(true);
  });

  it('has a card of dependencies, with failures as people speak, and why the app is slow', async () => {
    const element = await shown();
    expect(rows(element, '.waits')).to.eql([
      ['models.example https', '19', '5 timeouts', '4,610 ms over the limit', '4, oldest 11 sec', '84 %'],
      ['postgres timed', '310', 'none', '34 ms', '0', '6 %'],
      ['mcp http', '54', '1 refused', '118 ms', '1', '4 %'],
    ]);
    expect(textOf(element, '.foot-note')).to.eql(
      'The app’s own time is 6 %. Slow because models.example is slow: its P95 was 2,720 ms before.',
    );
  });

  it('has a card of jobs, with those first that need somebody', async () => {
    const element = await shown();
    expect(findAll(element, '.jobs li').map(({ innerText }) => innerText.replace(/\s+/g, ' '))).to.satisfy(
      ([overdue, failed, fine]: string[]) =>
        /^nightly-report overdue, 26 hr ago every 24 hr; .+, took 41 s$/.test(overdue ?? '') &&
        failed === 'reminder-mails failed, 12 min ago every 1 hr; took 6 s' &&
        fine === 'sync 2 min ago every 5 min; took 1.2 s',
    );
  });

  it('has a card of error budgets', async () => {
    const element = await shown();
    const [reflection, portal] = findAll(element, '.objective').map(({ innerText }) => innerText.replace(/\s+/g, ' '));
    expect(reflection).to.eql(
      'reflection, 99 % over 24 hr 31 % left 24 hr ago now Burns 9 times too fast in the last hour. At this rate it is used up in 50 min.',
    );
    expect(portal).to.match(/^portal, 99.9 % over 7 days 92 % left 7 days ago now$/);
    expect(find(element, '.objective svg').ariaLabel?.replace(/\s/g, ' ')).to.match(
      /^Error budget, last 24 hr: from 31 % to 100 %, now 31 %$/,
    );
  });

  it('has a card of the app’s own numbers, over the range that is shown', async () => {
    const element = await shown();
    const texts = () => findAll(element, '.numbers li').map(({ innerText }) => innerText.replace(/\s+/g, ' ').trim());
    expect(texts()).to.eql([
      'queue_length limit 50 42',
      'uploads per minute 3.2',
      'tokens P95, token 1,840',
      'open_reflections gauge 27',
    ]);
    expect(textOf(element, '#numbers')).to.eql('App numbers last 5 min');
    const isAtEnd = (part: string) => getComputedStyle(find(element, part)).textAlign === 'end';
    expect(['.numbers .name', '.numbers .value', '.jobs .when'].map(isAtEnd)).to.eql([false, true, true]);
    findAll(element, '.ranges input').at(-1)?.click();
    await stage.time.until(() => textOf(element, '#numbers') !== 'App numbers last 5 min');
    expect(find(element, '.numbers svg').ariaLabel).to.match(
      new RegExp(`^queue_length, last ${LONGEST_RANGE.replace(/(\d+)(\D)/, '$1 $2')}: from 8 to 37`),
    );
    expect(textOf(element, '.of-sessions .legend')).to.match(/^active \d+ saw an error \d+$/);
  });

  it('has a chart of people, and of those who saw an error', async () => {
    const element = await shown();
    expect(textOf(element, '.of-sessions h2')).to.eql('People last 5 min');
    expect(textOf(element, '.of-sessions .legend')).to.match(/^active \d+ saw an error \d+$/);
  });

  it('ends with what the monitor costs, as far as that is known', async () => {
    const element = await shown();
    expect(textOf(element, '.cost')).to.eql(
      'Monitoring costs 7.2 µs per request, 21 MB, evaluated in 3.1 ms; 4.1 MB on disk',
    );
    const cost = { request_us: null, memory_bytes: 21e6, disk_bytes: null, evaluation_ms: null };
    changed = (metrics) => ({ ...metrics, monitor: { ...metrics.monitor, cost } });
    await stage.time.pass(5000);
    expect(textOf(element, '.cost')).to.eql('Monitoring costs 21 MB');
  });

  it('is told in German on a German page', async () => {
    const element = await shown(1200, { lang: 'de' });
    expect(textOf(element, '#waits-for')).to.eql('Wartet auf letzte 5 Min.');
    expect(textOf(element, '.cost')).to.match(/^Die Überwachung kostet 7,2 µs je Anfrage, 21 MB/);
    expect(textOf(element, '#jobs')).to.eql('Aufgaben letzter Lauf');
  });

  it('keeps the roles of its tables where rows have several lines', async () => {
    const element = await shown(360);
    for (const table of ['.endpoints-table', '.waits']) {
      expect(getComputedStyle(find(element, `${table} > tbody > tr`)).display).to.eql('grid');
      for (const [selector, role] of [
        ['table', 'table'],
        ['tr', 'row'],
        ['thead th', 'columnheader'],
        ['tbody th', 'rowheader'],
        ['td', 'cell'],
      ] as const) {
        const all = selector === 'table' ? [find(element, table)] : findAll(element, `${table} ${selector}`);
        expect(all.filter((each) => each.role !== role)).to.eql([]);
      }
    }
  });

  it('does not stand there at all where nothing is known', async () => {
    stage.server.metrics = () => fixtures.healthy(stage.time.now);
    const element = await stage.show({ variant: 'page' }, 1200);
    await stage.time.until(() => findAll(element, '.endpoints-table').length === 1);
    expect(findAll(element, '.further, .waits, .jobs, .numbers, .budget, .cost')).to.eql([]);
    expect(textOf(element, '.of-sessions h2')).to.eql('Active sessions last 5 min');
  });
});
