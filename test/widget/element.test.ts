import { useStrings, type AlignMonitor } from '../../widget/index.js';
import { countListeners } from './support/count-listeners.js';
import { find, findAll, mount, openTables, textOf } from './support/element.js';
import { expect } from './support/expect.js';
import { FakeServer, gone, refuse } from './support/fake-server.js';
import { FakeTime } from './support/fake-time.js';
import { fixtures } from './support/fixtures.js';

describe('<align-monitor>', () => {
  let time: FakeTime;
  let server: FakeServer;
  const warn = console.warn;
  let warnings: string[];

  beforeEach(() => {
    time = new FakeTime();
    server = new FakeServer();
    warnings = [];
    console.warn = (message: string) => warnings.push(message);
  });

  afterEach(async () => {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    await time.settle();
    console.warn = warn;
    useStrings({});
    server.restore();
    time.restore();
  });

  const settled = async (attributes: Record<string, string> = {}, width?: number) => {
    const element = await mount(attributes, width);
    await time.settle();
    return element;
  };

  describe('shows', () => {
    it('what the server says', async () => {
      const element = await settled({ label: 'Instructor portal' });
      expect(textOf(element, '.head')).to.eql(
        'Instructor portal Healthy now Everything works normally. 12 people active.',
      );
      expect(findAll(element, '.value').map((value) => value.innerText.replace(/\s+/g, ' '))).to.eql([
        '0.5 %',
        '131 ms',
        '1.4 /s',
        '12',
      ]);
      expect(textOf(element, '.classes')).to.eql('5xx 0 CSRF 1 4xx 3 Timeouts 0 last 5 min');
      expect(findAll(element, '.endpoint')).to.have.length(5);
      expect(textOf(element, '.endpoint')).to.contain('GET /start_reflection');
    });

    it('other figures after other answers', async () => {
      const element = await settled();
      server.metrics = () => fixtures.degraded(time.now);
      await time.pass(5000);
      expect(element.status).to.eql('degraded');
      expect(textOf(element, '.figure.p95')).to.contain('612');
      expect(textOf(element, '.figure.p95')).to.contain('over the limit');
    });

    it('firing alerts before those that are over', async () => {
      server.metrics = () => fixtures.degraded(time.now);
      const element = await settled();
      await time.until(() => findAll(element, '.alert').length > 0);
      const [first, second] = findAll(element, '.alert').map((alert) => alert.textContent.replace(/\s+/g, ' ').trim());
      expect(first).to.eql('Firing, warning: P95 latency 612 ms (limit 500 ms, last 60 s) for 4 min');
      expect(second).to.match(/^Resolved: 9 server errors in 5 min \d\d:\d\d, for 6 min$/);
    });

    it('how old the figures are, second by second', async () => {
      const element = await settled({ interval: '60' });
      await time.pass(3000);
      expect(textOf(element, '.time')).to.eql('3s ago');
      await time.pass(1000);
      expect(textOf(element, '.time')).to.eql('4s ago');
    });

    it('old figures in grey under a question mark, and when it tries again', async () => {
      const element = await settled();
      server.answer = gone;
      await time.pass(10_000);
      expect(element.status).to.eql('stale');
      expect(textOf(element, '.head')).to.match(
        /^No answer retry in \d sec Last answer 10s ago\. The figures below are old\.$/,
      );
      expect(find(element, 'section').classList.contains('old')).to.eql(true);
      expect(textOf(element, '.figure.p95')).to.contain('131');
      expect(findAll(element, '.tone-healthy .icon')).to.have.length(0);
    });

    it('the figures of every step as a table, once it is opened', async () => {
      const element = await settled();
      expect(findAll(element, 'table')).to.have.length(0);
      openTables(element, '.twin');
      await time.until(() => findAll(element, 'table').length > 0);
      expect(findAll(element, 'tbody tr')).to.have.length(60);
      expect(findAll(element, 'thead th').map((cell) => cell.innerText)).to.eql([
        'Time',
        'Error rate',
        'P95 latency',
        'Requests',
        'Active sessions',
      ]);
    });

    it('numbers as the nearest language writes them', async () => {
      const element = await settled();
      element.lang = 'de';
      await element.refresh();
      expect(textOf(element, '.figure.requests')).to.contain('1,4');
    });

    it('other words in place of the English ones', async () => {
      useStrings({ name: 'Systemzustand', errorRate: 'Fehlerquote' });
      const element = await settled();
      expect(textOf(element, 'dt')).to.eql('Fehlerquote');
      expect(find(element, 'section').ariaLabel).to.eql('Systemzustand');
    });

    it('everything in its place before the first answer, so that nothing jumps', async () => {
      server.answer = () => undefined;
      const element = await settled({ audience: 'team' }, 640);
      expect(element.status).to.eql('loading');
      const before = element.offsetHeight;
      server.answer = null;
      await time.pass(5000);
      await time.pass(5000);
      expect(element.status).to.eql('healthy');
      expect(element.offsetHeight).to.be.within(before - 2, before + 2);
    });

    for (const [name, make] of Object.entries(fixtures)) {
      it(`${name} figures in 320 pixels without anything sticking out`, async () => {
        server.metrics = () => make(time.now);
        const element = await settled({ label: 'Instructor portal' }, 320);
        await time.until(() => findAll(element, '.alert').length === make(time.now).alerts.length);
        const { right } = element.getBoundingClientRect();
        for (const part of findAll(element, 'section *:not(.hidden)')) {
          expect(part.getBoundingClientRect().right, part.className || part.tagName).to.be.at.most(right + 0.5);
        }
      });
    }
  });

  describe('says what is wrong, and never goes blank, when src answers', () => {
    const answers: Record<string, () => Response> = {
      HTML: () => new Response('<!doctype html><h1>Sign in</h1>', { headers: { 'content-type': 'text/html' } }),
      nothing: () => new Response(''),
      null: () => Response.json(null),
      'a number': () => Response.json(7),
      'another JSON': () => Response.json({ ok: true }),
      'half a JSON': () => new Response('{ "status": "healthy", '),
      'a list': () => Response.json([fixtures.healthy(Date.now())]),
      'no summary': () => Response.json({ ...fixtures.healthy(Date.now()), summary: undefined }),
    };
    for (const [name, answer] of Object.entries(answers)) {
      it(name, async () => {
        server.answer = answer;
        const element = await settled();
        expect(element.status).to.eql('not-a-monitor');
        expect(textOf(element, '.head')).to.contain('Not a monitor');
        expect(textOf(element, '.sentence')).to.contain('/metrics answers, but not with a monitor’s figures.');
        expect(findAll(element, '.figure')).to.have.length(4);
      });
    }

    it('401, 502, or not at all', async () => {
      server.answer = refuse(401);
      const element = await settled();
      expect(element.status).to.eql('unauthorised');
      server.answer = refuse(502);
      await element.refresh();
      expect(element.status).to.eql('unreachable');
      expect(textOf(element, '.sentence')).to.contain('502');
      server.answer = gone;
      await element.refresh();
      expect(textOf(element, '.sentence')).to.eql('/metrics does not answer.');
    });

    it('fields that are missing, null or absurd', async () => {
      const { status, timestamp } = fixtures.healthy(time.now);
      const summary = { total_requests: 1e308, window_requests: null, requests_per_second: -1, active_sessions: '12' };
      server.answer = () =>
        Response.json({ status, timestamp, summary, series: null, errors: 7, endpoints: [null, 1] });
      const element = await settled();
      expect(element.status).to.eql('healthy');
      expect(textOf(element, '.figure.sessions')).to.contain('0');
      expect(textOf(element, '.figure.p95')).to.contain('–');
    });
  });

  it('shows whatever comes from the server as text', async () => {
    const evil = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>';
    server.metrics = () => ({
      ...fixtures.degraded(time.now),
      reasons: [{ what: evil, value: 1, limit: 1, unit: 'ms', level: 'degraded', message: evil }],
      endpoints: [{ ...fixtures.healthy(time.now).endpoints[0], endpoint: evil, method: evil } as never],
      alerts: fixtures.degraded(time.now).alerts.map((alert) => ({ ...alert, message: evil, type: evil })),
      errors: { ...fixtures.healthy(time.now).errors, [`recent_${evil}`]: 3 },
    });
    const element = await settled({ audience: 'team', label: evil });
    await time.until(() => findAll(element, '.alert').length > 0);
    expect(findAll(element, 'img, script')).to.have.length(0);
    for (const selector of ['.sentence', '.endpoint', '.alert', '.classes', '.word']) {
      expect(textOf(element, selector), selector).to.contain('<img src=x onerror=');
    }
    expect('wasRun' in window).to.eql(false);
  });

  it('writes no style attribute, which a strict policy would block', async () => {
    server.metrics = () => fixtures.degraded(time.now);
    const element = await settled();
    await time.until(() => findAll(element, '.alert').length > 0);
    expect(findAll(element, '[style]')).to.have.length(0);
  });

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
      const element = await settled();
      expect(heard.splice(0)).to.eql(['load healthy', '{"from":"loading","to":"healthy"}']);
      server.answer = refuse(500);
      await time.pass(5000);
      expect(heard.splice(0)).to.eql([`{"message":"${location.origin}/metrics answers 500","status":500}`]);
      server.answer = gone;
      await time.pass(5000);
      expect(heard).to.deep.include('{"from":"healthy","to":"stale"}');
      expect(heard[0]).to.contain('"status":null');
      expect(element.status).to.eql('stale');
    });

    it('only when what it tells of is drawn', async () => {
      const element = await mount();
      let shown = '';
      element.addEventListener('align-monitor-load', () => (shown = textOf(element, '.word')));
      await time.settle();
      expect(shown).to.eql('Healthy');
    });

    it('its status, its data and when they came', async () => {
      server.answer = () => undefined;
      const element = await settled();
      expect([element.status, element.data, element.lastUpdated]).to.eql(['loading', null, null]);
      server.answer = null;
      await time.pass(10_000);
      expect(element.status).to.eql('healthy');
      expect(element.data?.summary.window_requests).to.eql(420);
      expect(element.lastUpdated).to.be.instanceOf(Date);
    });

    it('its status in custom states', async () => {
      const element = await mount();
      expect(element.matches(':state(loading)')).to.eql(true);
      await time.settle();
      expect(element.matches(':state(healthy)')).to.eql(true);
      expect(element.matches(':state(loading)')).to.eql(false);
      server.metrics = () => fixtures.empty(time.now);
      await time.pass(5000);
      expect(element.matches(':state(empty)')).to.eql(true);
    });
  });

  it('speaks of changes of the status alone, politely', async () => {
    const element = await settled({ label: 'Portal' });
    const region = find(element, '[role=status]');
    expect(region.textContent).to.eql('');
    await time.pass(30_000);
    expect(region.textContent).to.eql('');
    server.metrics = () => fixtures.degraded(time.now);
    await time.pass(5000);
    expect(region.textContent).to.contain('Portal Degraded. Something is wrong on our side.');
    const said = region.textContent;
    await time.pass(30_000);
    expect(region.textContent).to.eql(said);
    expect(findAll(element, '[role=status], [aria-live]')).to.have.length(1);
  });

  describe('asks', () => {
    it('at once when told to refresh, and says when the answer is drawn', async () => {
      const element = await settled({ interval: '60' });
      server.metrics = () => fixtures.warning(time.now);
      await element.refresh();
      expect(server.asked).to.have.length(2);
      expect(textOf(element, '.word')).to.eql('Warning');
    });

    it('at once when its button is pressed', async () => {
      const element = await settled();
      find(element, 'button').click();
      await time.settle();
      expect(server.asked).to.have.length(2);
    });

    it('another address when it is given one, and forgets what the first one said', async () => {
      const element = await settled();
      server.answer = () => undefined;
      element.src = '/other/metrics';
      await time.settle();
      expect(server.asked.at(-1)).to.eql(`${location.origin}/other/metrics`);
      expect(element.data).to.eql(null);
      expect(element.status).to.eql('loading');
    });

    it('once for all elements that ask the same', async () => {
      const [one, other] = [await settled(), await settled({ variant: 'panel', label: 'other' })];
      await time.pass(20_000);
      expect(server.asked).to.have.length(5);
      expect(one.data === other.data).to.eql(true);
      one.remove();
      await time.pass(5000);
      expect(server.asked).to.have.length(6);
    });

    it('nothing any more when it is taken off the page', async () => {
      server.answer = () => undefined;
      const element = await settled();
      element.remove();
      await time.settle();
      expect(server.aborted).to.eql(1);
      expect(time.waiting).to.eql(0);
      await time.pass(60_000);
      expect(server.asked).to.have.length(1);
    });
  });

  it('loses nothing and asks nothing twice when it is moved', async () => {
    const element = await settled({ interval: '60' });
    const place = document.createElement('div');
    document.body.append(place);
    place.append(element);
    await time.settle();
    expect(server.asked).to.have.length(1);
    expect(element.status).to.eql('healthy');
    expect(textOf(element, '.figure.p95')).to.contain('131');
    await time.pass(60_000);
    expect(server.asked).to.have.length(2);
    place.remove();
  });

  it('goes on with what it knew when it is put back later', async () => {
    const element = await settled();
    const place = element.parentElement;
    element.remove();
    await time.pass(2000);
    place?.append(element);
    await element.updateComplete;
    expect(element.status).to.eql('healthy');
    await time.settle();
    expect(server.asked).to.have.length(2);
  });

  it('leaves no listener and no timer behind after coming and going a hundred times', async () => {
    const listeners = countListeners();
    const element = await settled();
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
    await time.settle();
    expect(listeners.count).to.eql(0);
    expect(time.waiting).to.eql(0);
    listeners.restore();
  });

  describe('is told by attributes and properties', () => {
    it('what to show, and falls back with one warning where that is of no use', async () => {
      const element = await settled({ variant: 'badge', theme: 'blue', interval: '0', credentials: 'yes' });
      expect([element.variant, element.theme, element.interval, element.credentials]).to.eql([
        'panel',
        'auto',
        1,
        'same-origin',
      ]);
      await time.pass(10_000);
      expect(warnings).to.have.length(4);
      expect(warnings[0]).to.eql('<align-monitor> variant="badge" is of no use; using panel.');
      expect(findAll(element, '.head')).to.have.length(1);
    });

    it('to be light or dark, whatever the page is', async () => {
      const colour = (element: AlignMonitor) => getComputedStyle(find(element, '.card')).backgroundColor;
      expect(colour(await settled({ theme: 'dark' }))).to.eql('rgb(20, 23, 28)');
      const light = await settled({ theme: 'light' });
      light.parentElement?.style.setProperty('color-scheme', 'dark');
      expect(colour(light)).to.eql('rgb(255, 255, 255)');
      light.theme = 'auto';
      await light.updateComplete;
      expect(colour(light)).to.eql('rgb(20, 23, 28)');
    });

    it('which colours to use', async () => {
      const element = await settled();
      element.style.setProperty('--align-surface', 'rgb(1, 2, 3)');
      expect(getComputedStyle(find(element, '.card')).backgroundColor).to.eql('rgb(1, 2, 3)');
    });

    it('how often to ask', async () => {
      const element = await settled({ interval: '2' });
      await time.pass(10_000);
      expect(server.asked).to.have.length(6);
      element.interval = 10;
      await time.pass(20_000);
      expect(server.asked.length).to.be.within(8, 9);
    });
  });

  it('takes a millisecond or two for an update', async () => {
    const element = await settled();
    const began = performance.now();
    for (let turn = 0; turn < 100; turn++) {
      element.requestUpdate();
      await element.updateComplete;
    }
    expect((performance.now() - began) / 100).to.be.lessThan(4);
  });
});
