import type { EndpointFigures, Metrics } from '../../../server/contract/index.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { findAll, mount, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('the endpoints table', () => {
  let stage: Stage;
  let rows: [name: string, requests: number, failed: number, p95: number | null][];

  beforeEach(() => {
    stage = new Stage();
    rows = [
      ['/home', 90, 9, 20],
      ['/search', 80, 0, null],
      ['/about', 70, 1, 40],
      ['/zebra', 70, 0, 10],
    ];
    stage.server.metrics = () => metrics(stage.time.now, rows);
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}, width = 1200) => {
    const element = await mount({ variant: 'page', ...attributes }, width);
    await stage.time.until(() => findAll(element, '.endpoints-table').length === 1);
    return element;
  };
  const press = async (element: AlignMonitor, column: string) => {
    header(element, column)?.querySelector('button')?.click();
    await element.updateComplete;
  };

  it('begins with the endpoints that fail, whatever their traffic, then the most requests', async () => {
    const element = await shown();
    expect(names(element)).to.eql(['/home', '/about', '/search', '/zebra']);
    expect(sorts(element)).to.eql(['none', 'none', 'none', 'none', 'none', 'none']);
    expect(textOf(element, '#endpoints')).to.eql('Endpoints last 5 min, failing first');
    await press(element, 'Requests');
    expect(textOf(element, '#endpoints')).to.eql('Endpoints last 5 min');
  });

  it('has a native button in every column header, which says how it sorts', async () => {
    const element = await shown();
    for (const cell of findAll(element, '.endpoints-table > thead th')) {
      expect(cell.getAttribute('scope')).to.eql('col');
      expect(cell.querySelectorAll('button')).to.have.length(1);
    }
  });

  for (const [column, first, second] of [
    ['Endpoint, share of requests', ['/about', '/home', '/search', '/zebra'], ['/zebra', '/search', '/home', '/about']],
    ['Requests', ['/home', '/search', '/about', '/zebra'], ['/about', '/zebra', '/search', '/home']],
    ['Error rate', ['/home', '/about', '/search', '/zebra'], ['/search', '/zebra', '/about', '/home']],
    ['Failed', ['/home', '/about', '/search', '/zebra'], ['/search', '/zebra', '/about', '/home']],
    ['P95', ['/about', '/home', '/zebra', '/search'], ['/zebra', '/home', '/about', '/search']],
    ['P99', ['/about', '/home', '/zebra', '/search'], ['/zebra', '/home', '/about', '/search']],
  ] as const) {
    it(`is sorted by ${column}, the other way round when pressed again; equals stay, what is unknown is last`, async () => {
      const element = await shown();
      await press(element, column);
      expect(names(element)).to.eql(first);
      const isAscending = column.startsWith('Endpoint');
      expect(header(element, column)?.ariaSort).to.eql(isAscending ? 'ascending' : 'descending');
      await press(element, column);
      expect(names(element)).to.eql(second);
      expect(header(element, column)?.ariaSort).to.eql(isAscending ? 'descending' : 'ascending');
      expect(sorts(element).filter((sort) => sort !== 'none')).to.have.length(1);
    });
  }

  it('stays sorted as new figures come', async () => {
    const element = await shown();
    await press(element, 'P95');
    rows = rows.map(([name, requests, failed, p95]) => [name, requests, failed, p95 === null ? 500 : p95]);
    await stage.time.pass(5000);
    expect(names(element)).to.eql(['/search', '/about', '/home', '/zebra']);
    expect(header(element, 'P95')?.ariaSort).to.eql('descending');
  });

  it('keeps each share bar and figure with its endpoint', async () => {
    const element = await shown();
    const bars = () =>
      Object.fromEntries(
        findAll(element, 'tbody tr').map((row) => [
          row.querySelector('.name')?.textContent ?? '',
          [
            row.querySelector('rect')?.getAttribute('width'),
            ...[...row.querySelectorAll('td')].map((td) => td.innerText),
          ],
        ]),
      );
    const before = bars();
    await press(element, 'P95');
    expect(bars()).to.eql(before);
  });

  it('shows where it is sorted by a mark, and a hint of it only where the pointer or the focus is', async () => {
    const element = await shown();
    const seen = () =>
      findAll(element, '.sort')
        .map((button) => getComputedStyle(button, '::after').opacity === '1')
        .indexOf(true);
    const count = () =>
      findAll(element, '.sort').filter((button) => getComputedStyle(button, '::after').opacity === '1').length;
    expect([seen(), count()]).to.eql([-1, 0]);
    await press(element, 'P95');
    expect([seen(), count()]).to.eql([4, 1]);
    const turn = () => getComputedStyle(findAll(element, '.sort')[4] as Element, '::after').rotate;
    const down = turn();
    await press(element, 'P95');
    expect(turn() === down).to.eql(false);
  });

  it('changes no places while an endpoint is open, unless it is sorted anew', async () => {
    const element = await shown();
    await press(element, 'Requests');
    findAll(element, '[aria-expanded]')[1]?.click();
    await stage.time.until(() => findAll(element, '.behind table').length === 1);
    rows = [['/new', 500, 0, 1], ...[...rows].reverse()];
    rows = rows.map(([name, , failed, p95], index) => [name, 100 - index, failed, p95]);
    await stage.time.pass(5000);
    expect(names(element)).to.eql(['/home', '/search', '/about', '/zebra', '/new']);
    await press(element, 'Requests');
    await press(element, 'Requests');
    expect(names(element)).to.eql(['/new', '/zebra', '/about', '/search', '/home']);
    findAll(element, '[aria-expanded=true]')[0]?.click();
    await element.updateComplete;
    rows = [...rows].reverse().map(([name, , failed, p95], index) => [name, 100 - index, failed, p95]);
    await stage.time.pass(5000);
    expect(names(element)).to.eql(['/home', '/search', '/about', '/zebra', '/new']);
  });
});

function names(element: AlignMonitor): string[] {
  return findAll(element, '.endpoints-table .name').map((name) => name.textContent.replace(/^GET /, ''));
}

function sorts(element: AlignMonitor): (string | null)[] {
  return findAll(element, '.endpoints-table > thead th').map((cell) => cell.getAttribute('aria-sort'));
}

function header(element: AlignMonitor, column: string): HTMLElement | undefined {
  return findAll(element, '.endpoints-table > thead th').find(({ innerText }) => innerText.trim() === column);
}

function metrics(now: number, rows: readonly (readonly [string, number, number, number | null])[]): Metrics {
  const endpoints = rows.map(([endpoint, requests, failed, p95_ms]): EndpointFigures => ({
    endpoint,
    method: 'GET',
    requests,
    failed,
    error_rate_percent: (100 * failed) / requests,
    errors: {},
    p50_ms: null,
    p95_ms,
    p99_ms: p95_ms === null ? null : p95_ms * 2,
    over_limit: [],
    over_warning_limit: [],
    limits: { error_rate_percent: [1, 5], p95_ms: [200, 500] },
    ...{ sessions: null, affected_sessions: null, waiting: null },
  }));
  return { ...fixtures.healthy(now), endpoints };
}
