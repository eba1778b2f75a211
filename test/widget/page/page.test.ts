import type { Metrics } from '../../../server/contract/index.js';
import { useStrings, type AlignMonitor } from '../../../widget/index.js';
import { countListeners } from '../support/count-listeners.js';
import { find, findAll, mount, openTables, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { deploy, fixtures, healthOf } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('<align-monitor variant="page">', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}, width = 1200, charts = 3) => {
    const element = await mount({ variant: 'page', label: 'Instructor portal', ...attributes }, width);
    await stage.time.until(() => findAll(element, 'canvas').length === charts);
    return element;
  };

  it('has a heading, the verdict and on what it rests', async () => {
    const element = await shown();
    expect(textOf(element, 'h1')).to.eql('Instructor portal');
    expect(textOf(element, '.chip')).to.eql('Healthy');
    expect(textOf(element, '.verdict')).to.eql(
      'Safe to route traffic Error rate 0.5 % and P95 latency 131 ms over 420 requests in the last 5 min.',
    );
  });

  it('rests a healthy verdict on what holds since the last deploy, where that is known', async () => {
    const healthy = fixtures.healthy(stage.time.now);
    stage.server.metrics = () => ({ ...healthy, deploy: deploy(stage.time.now, 'no difference', 25_200) });
    const element = await shown();
    expect(textOf(element, '.verdict')).to.match(
      /^Safe to route traffic Since deploy 1\.8\.0, 7h ago: Error rate 0\.4 %/,
    );
    expect(findAll(element, '.verdict b')[1]).to.eql(undefined);
  });

  it('says with emphasis that things are worse since a deploy', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    expect(textOf(await shown(), '[part=deploy].tone-warning')).to.contain('P95 612 ms (before 128 ms, worse)');
  });

  it('speaks to the team unless told otherwise', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    expect(textOf(await shown(), '.verdict')).to.eql(
      'Do not route traffic; investigate P95 latency 612 ms is over 500 ms. ' +
        'Since deploy 1.8.0, 15m ago: Error rate 0.4 % (before 0.5 %, no difference), P95 612 ms (before 128 ms, worse); 31,204 requests; worse: GET /start_reflection.',
    );
    expect(textOf(await shown({ audience: 'everyone' }), '.verdict')).to.contain('Slower than usual.');
  });

  it('has all endpoints in a table', async () => {
    const element = await shown();
    const header = findAll(element, '.endpoints-table thead th').map((cell) => cell.innerText);
    expect(header).to.eql(['Endpoint, share of requests', 'Requests', 'Error rate', 'Failed', 'P95', 'P99']);
    const rows = findAll(element, '.endpoints-table tbody tr').map((row) => row.innerText.split(/\s*\t\s*/));
    expect(rows).to.have.length(6);
    expect(rows[0]?.slice(0, 3)).to.eql(['POST /settings\n, 4\u00a0% of requests', '17', '5.9\u00a0%']);
    expect(rows[1]).to.eql([
      'GET /start_reflection\n, 40\u00a0% of requests',
      '168',
      '0\u00a0%',
      '0',
      '210\u00a0ms',
      '378\u00a0ms',
    ]);
    // One failure of 17 is no evidence.
    expect(findAll(element, '.endpoints-table .over')).to.have.length(0);
  });

  it('marks a figure in the table only where the server has evidence', async () => {
    const metrics = fixtures.healthy(stage.time.now);
    const endpoints = metrics.endpoints.map((endpoint, row) => ({
      ...endpoint,
      over_limit: row === 5 ? (['error_rate_percent'] as const) : [],
    }));
    stage.server.metrics = () => ({ ...metrics, endpoints: endpoints as Metrics['endpoints'] });
    const marked = findAll(await shown(), '.endpoints-table .over').map((cell) => cell.innerText);
    expect(marked).to.have.length(1);
    expect(marked[0]).to.contain('over the limit');
  });

  it('has feature usage, checks and the process', async () => {
    stage.server.health = () => healthOf(fixtures.healthy(stage.time.now), { database: 'healthy', mcp: 'degraded' });
    const element = await shown();
    const [features, process] = findAll(element, '.facts').map((facts) => facts.innerText.replace(/\s+/g, ' '));
    expect(features).to.eql('reflection 120 audit 14');
    expect(process).to.contain('database healthy mcp degraded In flight 3 Event loop P99 11 ms Heap 48 MB Uptime 7 hr');
    expect(process).to.contain('Version 1.8.0 Instance web-1:4711');
  });

  it('lists the checks with how they are, since when, and what a failed one said', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const element = await shown();
    const rows = findAll(element, '.checks li').map((row) => row.innerText.replace(/\s+/g, ' ').trim());
    expect(rows).to.eql([
      'database healthy 12 ms · for 4 min',
      'mcp degraded 12 ms · for 4 min connect ECONNREFUSED 127.0.0.1:7000',
    ]);
    expect(findAll(element, '.facts .check')).to.have.length(0);
  });

  it('takes the checks of the figures while the detailed health does not answer', async () => {
    stage.server.answerHealth = gone;
    const healthy = fixtures.healthy(stage.time.now);
    stage.server.metrics = () => ({ ...healthy, health: { ...healthy.health, disk: 'degraded' } });
    expect(textOf(await shown(), '.check')).to.eql('degraded');
  });

  it('has no card where there is nothing to show: no error groups, alerts, endpoints or features', async () => {
    stage.server.metrics = () => fixtures.empty(stage.time.now);
    const element = await shown();
    expect(findAll(element, '.message')).to.eql([]);
    const headings = findAll(element, '.titled:not(.chart) h2').map((heading) => heading.innerText);
    expect(headings).to.eql(['Process']);
  });

  it('can have other words, also of what is loaded later', async () => {
    useStrings({ checksAndProcess: 'Zustand' });
    stage.server.health = () => healthOf(fixtures.healthy(stage.time.now), { database: 'healthy' });
    const headings = findAll(await shown(), '.titled h2').map((heading) => heading.innerText);
    expect(headings).to.contain('Zustand');
  });

  it('describes each chart in a sentence', async () => {
    const charts = findAll(await shown(), '.plot');
    expect(charts.map(({ role }) => role)).to.eql(['img', 'img', 'img']);
    expect(charts[0]?.ariaLabel).to.match(/^P95 latency, last 5 min: from \d+\sms to \d+\sms, now \d+\sms$/);
    expect(charts[1]?.ariaLabel).to.match(/^Requests per second, last 5 min: from .* to .*, now .*$/);
    expect(charts[2]?.ariaLabel).to.match(/^Active sessions, last 5 min: from .* to .*, now .*$/);
  });

  it('has every chart as a table too, the newest step first', async () => {
    const element = await shown();
    const twins = findAll(element, '.chart details');
    expect(twins).to.have.length(3);
    openTables(element, '.chart details');
    await stage.time.until(() => findAll(element, '.chart table').length === 3);
    expect(findAll(element, '.chart thead th').map((cell) => cell.innerText)).to.eql([
      ...['Time', 'P50', 'P95', 'P99'],
      ...['Time', 'succeeded', 'failed'],
      ...['Time', 'active'],
    ]);
    expect(findAll(element, '.chart tbody tr')).to.have.length(180);
    const times = findAll(element, '.chart tbody th').map((cell) => cell.innerText);
    expect((times[0] ?? '') > (times[1] ?? '')).to.eql(true);
  });

  it('draws what it has in its own colours, and again when they change', async () => {
    const element = await shown({ theme: 'light' });
    const light = colours(element);
    expect(light.size).to.be.greaterThan(10);
    element.theme = 'dark';
    await stage.time.until(() => !sameColours(colours(element), light));
    element.theme = 'light';
    await stage.time.until(() => sameColours(colours(element), light));
  });

  it('draws again when the page changes its scheme around it', async () => {
    const element = await shown();
    const light = colours(element);
    element.parentElement?.style.setProperty('color-scheme', 'dark');
    await stage.time.until(() => !sameColours(colours(element), light));
  });

  it('draws new figures', async () => {
    const element = await shown();
    const before = pixels(element);
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    await stage.time.pass(5000);
    await stage.time.until(() => pixels(element) !== before);
    expect(textOf(element, '.legend')).to.match(/P95 \d{3} ms/);
  });

  it('fits its charts to its width', async () => {
    const element = await shown();
    const wide = find(element, 'canvas').clientWidth;
    if (element.parentElement) element.parentElement.style.inlineSize = '600px';
    await stage.time.until(() => find(element, 'canvas').clientWidth !== wide);
    const { right } = element.getBoundingClientRect();
    for (const canvas of findAll(element, 'canvas')) expect(canvas.getBoundingClientRect().right).to.be.at.most(right);
  });

  it('tells the figures of the step that is pointed at', async () => {
    const element = await shown();
    const over = find(element, '.u-over');
    const { left, top } = over.getBoundingClientRect();
    over.dispatchEvent(new MouseEvent('mouseenter', { clientX: left + 5, clientY: top + 5 }));
    over.dispatchEvent(new MouseEvent('mousemove', { clientX: left + 5, clientY: top + 5, bubbles: true }));
    await stage.time.until(() => findAll(element, '.legend .at').length === 3);
    expect(textOf(element, '.legend .at')).to.match(/^\d\d:\d\d:\d\d$/);
  });

  it('loses no chart and keeps none when it comes and goes', async () => {
    const listeners = countListeners();
    const element = await shown();
    const place = element.parentElement;
    for (let turn = 0; turn < 20; turn++) {
      element.remove();
      await Promise.resolve();
      expect(findAll(element, 'canvas')).to.have.length(0);
      place?.append(element);
      await element.updateComplete;
    }
    expect(findAll(element, 'canvas')).to.have.length(3);
    expect(findAll(element, '.probe')).to.have.length(6);
    element.remove();
    await stage.time.settle();
    expect(stage.time.waiting).to.eql(0);
    expect(listeners.count).to.eql(0);
    listeners.restore();
  });

  it('keeps its figures in grey when the server is gone', async () => {
    const element = await shown();
    stage.server.answer = gone;
    await stage.time.pass(10_000);
    expect(textOf(element, '.verdict')).to.contain('No answer');
    expect(findAll(element, '.old canvas')).to.have.length(3);
  });

  it('is before the first answer what everybody is given, and fills the window', async () => {
    stage.server.answer = () => undefined;
    const element = await mount({ variant: 'page' }, 1200);
    await stage.time.until(() => findAll(element, '.page').length === 1);
    expect(findAll(element, '.card')).to.have.length(2);
    expect(element.offsetHeight).to.be.at.least(window.innerHeight);
  });

  for (const [name, make] of Object.entries(fixtures)) {
    it(`shows ${name} figures in 320 pixels without anything sticking out`, async () => {
      stage.server.metrics = () => make(stage.time.now);
      const element = await shown({}, 320, name === 'sessionless' ? 2 : 3);
      const { right } = element.getBoundingClientRect();
      for (const part of findAll(element, 'section *:not(.hidden, .plot *)')) {
        expect(part.getBoundingClientRect().right, part.className || part.tagName).to.be.at.most(right + 0.5);
      }
    });
  }
});

/** The colours of the first chart's opaque pixels. */
function colours(element: AlignMonitor): Set<string> {
  const canvas = canvasOf(element);
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  const found = new Set<string>();
  for (let index = 0; index < data.length; index += 4) {
    if (data[index + 3] === 255) found.add(`${data[index]},${data[index + 1]},${data[index + 2]}`);
  }
  return found;
}

function sameColours(some: Set<string>, others: Set<string>): boolean {
  return some.size === others.size && [...some].every((colour) => others.has(colour));
}

function pixels(element: AlignMonitor): string {
  return canvasOf(element).toDataURL();
}

function canvasOf(element: AlignMonitor): HTMLCanvasElement {
  const canvas = find(element, 'canvas');
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
  return canvas;
}
