import type { AlignMonitor } from '../../../widget/index.js';
import { countListeners } from '../support/count-listeners.js';
import { find, findAll, mount, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('<align-monitor>', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  describe('tells its page', () => {
    it('of answers, failures and another status, in events that leave every shadow root', async () => {
      const heard: string[] = [];
      const types = ['align-monitor-load', 'align-monitor-error', 'align-monitor-status-change'] as const;
      for (const type of types) {
        document.addEventListener(type, (event) => {
          expect(event.composed).to.eql(true);
          const { detail } = event;
          heard.push('data' in detail ? `load ${detail.data.status}` : JSON.stringify(detail));
        });
      }
      const element = await stage.show();
      expect(heard.splice(0)).to.eql(['load healthy', '{"from":"loading","to":"healthy"}']);
      stage.server.answer = refuse(500);
      await stage.time.pass(5000);
      expect(heard.splice(0)).to.eql([`{"message":"${location.origin}/metrics answers 500","status":500}`]);
      stage.server.answer = gone;
      await stage.time.pass(5000);
      expect(heard).to.deep.include('{"from":"healthy","to":"stale"}');
      expect(heard[0]).to.contain('"status":null');
      expect(element.status).to.eql('stale');
    });

    it('only when what it tells of is drawn', async () => {
      const element = await mount();
      let shown = '';
      element.addEventListener('align-monitor-load', () => (shown = textOf(element, '.word')));
      await stage.time.settle();
      expect(shown).to.eql('Healthy');
    });

    it('its status, its data and when they came', async () => {
      stage.server.answer = () => undefined;
      const element = await stage.show();
      expect([element.status, element.data, element.lastUpdated]).to.eql(['loading', null, null]);
      stage.server.answer = null;
      await stage.time.pass(10_000);
      expect(element.status).to.eql('healthy');
      expect(element.data?.summary.window_requests).to.eql(420);
      expect(element.lastUpdated).to.be.instanceOf(Date);
    });

    it('its status in custom states', async () => {
      const element = await mount();
      expect(element.matches(':state(loading)')).to.eql(true);
      await stage.time.settle();
      expect(element.matches(':state(healthy)')).to.eql(true);
      expect(element.matches(':state(loading)')).to.eql(false);
      stage.server.metrics = () => fixtures.empty(stage.time.now);
      await stage.time.pass(5000);
      expect(element.matches(':state(empty)')).to.eql(true);
    });
  });

  it('speaks of changes of the status alone, politely', async () => {
    const element = await stage.show({ label: 'Portal' });
    const region = find(element, '[role=status]');
    expect(region.textContent).to.eql('');
    await stage.time.pass(30_000);
    expect(region.textContent).to.eql('');
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    await stage.time.pass(5000);
    expect(region.textContent).to.contain('Portal Degraded. Slower than usual.');
    const said = region.textContent;
    await stage.time.pass(30_000);
    expect(region.textContent).to.eql(said);
    expect(findAll(element, '[role=status], [aria-live]')).to.have.length(1);
  });

  it('speaks when a recovery begins, breaks off and is over, in badge, panel and page', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const elements = [];
    for (const variant of ['badge', 'panel', 'page'] as const) elements.push(await stage.show({ variant }));
    const turns = [
      [fixtures.recovering, 'Recovering.'],
      [fixtures.degraded, 'Degraded.'],
      [fixtures.recovering, 'Recovering.'],
      [fixtures.healthy, 'Healthy.'],
    ] as const;
    for (const [make, word] of turns) {
      stage.server.metrics = () => make(stage.time.now);
      await stage.time.pass(5000);
      for (const element of elements) expect(find(element, '[role=status]').textContent.trim()).to.contain(word);
    }
  });

  describe('asks', () => {
    it('at once when told to refresh, and says when the answer is drawn', async () => {
      const element = await stage.show({ interval: '60' });
      stage.server.metrics = () => fixtures.warning(stage.time.now);
      await element.refresh();
      expect(stage.server.asked).to.have.length(2);
      expect(textOf(element, '.word')).to.eql('Warning');
    });

    it('at once when its button is pressed', async () => {
      const element = await stage.show();
      find(element, 'button').click();
      await stage.time.settle();
      expect(stage.server.asked).to.have.length(2);
    });

    it('another address when it is given one, and forgets what the first one said', async () => {
      const element = await stage.show();
      stage.server.answer = () => undefined;
      element.src = '/other/metrics';
      await stage.time.settle();
      expect(stage.server.asked.at(-1)).to.eql(`${location.origin}/other/metrics`);
      expect(element.data).to.eql(null);
      expect(element.status).to.eql('loading');
    });

    it('once for all elements that ask the same', async () => {
      const [one, other] = [await stage.show(), await stage.show({ variant: 'panel', label: 'other' })];
      await stage.time.pass(20_000);
      expect(stage.server.asked).to.have.length(5);
      expect(one.data === other.data).to.eql(true);
      one.remove();
      await stage.time.pass(5000);
      expect(stage.server.asked).to.have.length(6);
    });

    it('nothing any more when it is taken off the page', async () => {
      stage.server.answer = () => undefined;
      const element = await stage.show();
      element.remove();
      await stage.time.settle();
      expect(stage.server.aborted).to.eql(1);
      expect(stage.time.waiting).to.eql(0);
      await stage.time.pass(60_000);
      expect(stage.server.asked).to.have.length(1);
    });
  });

  it('loses nothing and asks nothing twice when it is moved', async () => {
    const element = await stage.show({ interval: '60' });
    const place = document.createElement('div');
    document.body.append(place);
    place.append(element);
    await stage.time.settle();
    expect(stage.server.asked).to.have.length(1);
    expect(element.status).to.eql('healthy');
    expect(textOf(element, '.figure.p95')).to.contain('131');
    await stage.time.pass(60_000);
    expect(stage.server.asked).to.have.length(2);
    place.remove();
  });

  it('goes on with what it knew when it is put back later', async () => {
    const element = await stage.show();
    const place = element.parentElement;
    element.remove();
    await stage.time.pass(2000);
    place?.append(element);
    await element.updateComplete;
    expect(element.status).to.eql('healthy');
    await stage.time.settle();
    expect(stage.server.asked).to.have.length(2);
  });

  it('leaves no listener and no timer behind after coming and going a hundred times', async () => {
    const listeners = countListeners();
    const element = await stage.show();
    const place = element.parentElement;
    const before = listeners.count;
    for (let turn = 0; turn < 100; turn++) {
      element.remove();
      await Promise.resolve();
      place?.append(element);
      await element.updateComplete;
    }
    expect(listeners.count).to.eql(before);
    element.remove();
    await stage.time.settle();
    expect(listeners.count).to.eql(0);
    expect(stage.time.waiting).to.eql(0);
    listeners.restore();
  });

  describe('is told by attributes and properties', () => {
    it('what to show, and falls back with one warning where that is of no use', async () => {
      const element = await stage.show({ variant: 'banner', theme: 'blue', interval: '0', credentials: 'yes' });
      expect([element.variant, element.theme, element.interval, element.credentials]).to.eql([
        'panel',
        'auto',
        1,
        'same-origin',
      ]);
      await stage.time.pass(10_000);
      expect(stage.warnings).to.have.length(4);
      expect(stage.warnings[0]).to.eql('<align-monitor> variant="banner" is of no use; using panel.');
      expect(findAll(element, '.head')).to.have.length(1);
    });

    it('to be light or dark, whatever the page is', async () => {
      const colour = (element: AlignMonitor) => getComputedStyle(find(element, '.card')).backgroundColor;
      expect(colour(await stage.show({ theme: 'dark' }))).to.eql('rgb(20, 23, 28)');
      const light = await stage.show({ theme: 'light' });
      light.parentElement?.style.setProperty('color-scheme', 'dark');
      expect(colour(light)).to.eql('rgb(255, 255, 255)');
      light.theme = 'auto';
      await light.updateComplete;
      expect(colour(light)).to.eql('rgb(20, 23, 28)');
    });

    it('which colours to use', async () => {
      const element = await stage.show();
      element.style.setProperty('--align-surface', 'rgb(1, 2, 3)');
      expect(getComputedStyle(find(element, '.card')).backgroundColor).to.eql('rgb(1, 2, 3)');
    });

    it('by properties that say what holds', async () => {
      const element = await stage.show();
      element.src = 'other/metrics';
      element.interval = 7;
      element.label = 'Portal';
      expect(element.getAttribute('interval')).to.eql('7');
      expect(element.src).to.eql(new URL('other/metrics', document.baseURI).href);
      expect(element.healthSrc).to.eql(new URL('other/health/detailed', document.baseURI).href);
      element.removeAttribute('interval');
      expect([element.interval, element.audience, element.label]).to.eql([5, 'everyone', 'Portal']);
    });

    it('whichever of the two is set, at once, before and after it is on a page', async () => {
      const element = document.createElement('align-monitor');
      element.variant = 'badge';
      expect(element.getAttribute('variant')).to.eql('badge');
      element.setAttribute('variant', 'panel');
      expect(element.variant).to.eql('panel');
      document.body.append(element);
      await stage.time.settle();
      element.setAttribute('label', 'Portal');
      expect(element.label).to.eql('Portal');
      Object.assign(element, { label: null, variant: undefined });
      expect([element.hasAttribute('label'), element.hasAttribute('variant')]).to.eql([false, false]);
      expect([element.label, element.variant]).to.eql(['', 'panel']);
    });

    it('even by what listens to its own events', async () => {
      const element = await mount();
      element.addEventListener('align-monitor-load', () => (element.label = 'Named late'));
      await stage.time.settle();
      expect(textOf(element, '.word')).to.eql('Named late Healthy');
    });

    it('how often to ask', async () => {
      const element = await stage.show({ interval: '2' });
      await stage.time.pass(10_000);
      expect(stage.server.asked).to.have.length(6);
      element.interval = 10;
      await stage.time.pass(20_000);
      expect(stage.server.asked.length).to.be.within(8, 9);
    });
  });

  it('resolves a refresh at once while it is on no page', async () => {
    await document.createElement('align-monitor').refresh();
    expect(stage.server.asked).to.eql([]);
  });

  it('takes a millisecond or two for an update', async () => {
    const element = await stage.show();
    const began = performance.now();
    for (let turn = 0; turn < 100; turn++) {
      element.requestUpdate();
      await element.updateComplete;
    }
    expect((performance.now() - began) / 100).to.be.lessThan(4);
  });
});
