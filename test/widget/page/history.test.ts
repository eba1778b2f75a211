import { HISTORY_RANGE_NAMES, LONGEST_RANGE } from '../../../server/contract/index.js';
import { english } from '../../../widget/strings/en/en.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, mount, openTables, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { historyOf } from '../support/history.js';
import { Stage } from '../support/stage.js';

/** The name of the longest range, as the switch shows it. */
const LONGEST = english.ranges[LONGEST_RANGE];

describe('the history on the page', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}, width = 1200) => {
    const element = await mount({ variant: 'page', ...attributes }, width);
    await stage.time.until(() => findAll(element, 'canvas').length === 3);
    return element;
  };
  const titles = (element: AlignMonitor) => findAll(element, '.chart h2').map((title) => title.innerText);
  const choose = async (element: AlignMonitor, range: string) => {
    const label = findAll(element, '.ranges label').find(({ innerText }) => innerText.trim() === range);
    label?.click();
    await element.updateComplete;
    await stage.time.settle();
  };

  it('is a strip with a sentence for a name, in three foldings of which one is seen', async () => {
    for (const [width, seen, count] of [
      [1200, 'wide', 288],
      [700, 'middle', 144],
      [340, 'narrow', 72],
    ] as const) {
      const element = await shown({}, width);
      await stage.time.until(() => findAll(element, '.cells svg').length === 3);
      expect(find(element, '.cells').role).to.eql('img');
      expect(find(element, '.cells').ariaLabel).to.match(/^healthy 98\.2\s% · warning .* · down 20 min at /);
      const visible = findAll(element, '.cells svg').filter((svg) => getComputedStyle(svg).display !== 'none');
      expect(visible.map((svg) => svg.getAttribute('class'))).to.eql([seen]);
      const drawn = [...(visible[0]?.children ?? [])].map((path) => path.getAttribute('d') ?? '').join('');
      expect(drawn.split('M').length - 1).to.eql(count);
      element.remove();
    }
  });

  it('lists what went wrong behind a line that opens', async () => {
    const element = await shown();
    await stage.time.until(() => findAll(element, '.incidents li').length === 3);
    expect(textOf(element, '.incidents summary')).to.eql('3 incidents');
    expect(textOf(element, '.incidents li')).to.match(/^degraded .*, for 20 min P95 latency over 500 ms · 5 server/);
  });

  it('has a switch of all ranges, for the keyboard too, and begins with the last minutes', async () => {
    const element = await shown();
    const radios = findAll(element, '.heading input') as HTMLInputElement[];
    expect(radios.map(({ type, checked }) => [type, checked])).to.eql([
      ['radio', true],
      ...HISTORY_RANGE_NAMES.map(() => ['radio', false]),
    ]);
    expect(new Set(radios.map(({ name }) => name)).size).to.eql(1);
    expect(textOf(element, '.heading fieldset legend')).to.eql('Range of the charts');
    expect(titles(element)).to.eql([
      'Latency last 5 min',
      'Requests per second last 5 min',
      'Active sessions last 5 min',
    ]);
  });

  it('shows the range that is chosen, in charts and tables', async () => {
    const element = await shown();
    await choose(element, LONGEST);
    expect(titles(element)).to.eql([
      `Latency last ${LONGEST}`,
      `Requests per second last ${LONGEST}`,
      `Active sessions last ${LONGEST}`,
    ]);
    expect(textOf(element, '.legend')).to.contain('P95 134 ms');
    openTables(element, '.chart details');
    await stage.time.until(() => findAll(element, '.chart table').length === 3);
    expect(findAll(element, '.chart tbody tr')).to.have.length(3 * 288);
    expect(findAll(element, '.chart thead th').map(({ innerText }) => innerText)).to.include('Events');
    expect(textOf(element, '.chart table')).to.contain('Deploy 1.8.0');
  });

  it('asks for the strip alone until another range is chosen, and for each once per step', async () => {
    const element = await shown();
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE]);
    await choose(element, '15 m');
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE, '15m']);
    await stage.time.pass(14_000);
    expect(stage.server.askedHistory).to.have.length(2);
    await stage.time.pass(2000);
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE, '15m', '15m']);
    await choose(element, 'Live');
    stage.time.now += 300_000;
    await stage.time.pass(1000);
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE, '15m', '15m', LONGEST_RANGE]);
  });

  it('keeps the picture and says calmly that a range could not be loaded, then shows it when it can', async () => {
    const element = await shown();
    stage.server.answerHistory = refuse(500);
    await choose(element, '6 h');
    expect(textOf(element, '.charts .problem')).to.eql('The last 6 h could not be loaded (500); trying again.');
    expect(titles(element)[0]).to.eql('Latency last 5 min');
    stage.server.answerHistory = null;
    await stage.time.pass(31_000);
    expect(findAll(element, '.charts .problem')).to.have.length(0);
    expect(titles(element)[0]).to.eql('Latency last 6 h');
  });

  it('is asked for once more by a refresh that takes long, not again and again', async () => {
    const element = await shown();
    stage.server.answerHistory = refuse(500);
    await choose(element, '6 h');
    await stage.time.pass(2000);
    const before = stage.server.askedHistory.length;
    stage.server.answer = () => undefined;
    find(element, '[part=refresh-button]').click();
    for (let turn = 0; turn < 20; turn++) {
      await element.updateComplete;
      await stage.time.settle();
    }
    expect(stage.server.askedHistory.length - before).to.eql(1);
  });

  it('keeps the last history while later requests fail', async () => {
    const element = await shown();
    await choose(element, '15 m');
    stage.server.answerHistory = gone;
    await stage.time.pass(16_000);
    expect(titles(element)[0]).to.eql('Latency last 15 m');
    expect(textOf(element, '.charts .problem')).to.contain('could not be loaded');
  });

  it('asks again at once when the reader asks for it after a failure', async () => {
    stage.server.answerHistory = gone;
    const element = await shown();
    expect(textOf(element, '.strip-summary')).to.contain('could not be loaded');
    stage.server.answerHistory = null;
    await element.refresh();
    await stage.time.settle();
    expect(textOf(element, '.strip-summary')).to.contain('healthy');
  });

  it('says when the server keeps none', async () => {
    stage.server.answerHistory = refuse(404);
    expect(textOf(await shown(), '.strip-summary')).to.eql('This server keeps no history.');
  });

  it('is not asked for by a panel, nor where there is no address to be found', async () => {
    await stage.show();
    await shown({ src: '/figures.json' });
    expect(stage.server.askedHistory).to.eql([]);
    const element = await shown({ src: '/figures.json', 'history-src': '/somewhere/history' });
    await stage.time.until(() => findAll(element, '.cells svg').length === 3);
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE]);
  });

  it('is aborted when the element leaves, and asked for again when it comes back', async () => {
    stage.server.answerHistory = () => undefined;
    const element = await shown();
    const place = element.parentElement;
    element.remove();
    await stage.time.settle();
    stage.server.answerHistory = null;
    place?.append(element);
    await stage.time.until(() => findAll(element, '.cells svg').length === 3);
    expect(stage.server.askedHistory).to.eql([LONGEST_RANGE, LONGEST_RANGE]);
  });

  it('draws deploys, alerts and gaps into the charts', async () => {
    const picture = async (calm: boolean) => {
      stage.server.history = (range) => historyOf(stage.time.now, range, { calm });
      const element = await shown();
      await choose(element, LONGEST);
      await stage.time.settle();
      const canvas = find(element, 'canvas') as HTMLCanvasElement;
      return canvas.toDataURL();
    };
    expect((await picture(true)) !== (await picture(false))).to.eql(true);
  });

  it('writes no style attribute of its own', async () => {
    const element = await shown();
    await stage.time.until(() => findAll(element, '.cells svg').length === 3);
    expect(findAll(element, '[style]:not(.plot *)')).to.have.length(0);
  });
});
