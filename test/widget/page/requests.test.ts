import { parseRequests } from '../../../widget/data/request-lists.js';
import { useStrings, type AlignMonitor } from '../../../widget/index.js';
import { find, findAll, mount, textOf, until } from '../support/element.js';
import { expect } from '../support/expect.js';
import { FakeServer, gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { requestsOf } from '../support/requests.js';
import { Stage } from '../support/stage.js';

const names = (element: AlignMonitor) => findAll(element, '.endpoints-table [aria-expanded]');

describe('the requests behind an endpoint', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}, width = 1200) => {
    const element = await mount({ variant: 'page', ...attributes }, width);
    await stage.time.until(() => findAll(element, '.endpoints-table').length === 1);
    return element;
  };
  const open = async (element: AlignMonitor, place = 0) => {
    names(element)[place]?.click();
    await stage.time.until(() => findAll(element, '.behind').length === 1);
    await stage.time.settle();
  };
  const asked = () =>
    stage.server.askedRequests.map(({ searchParams }) =>
      ['kind', 'method', 'endpoint'].map((name) => searchParams.get(name)).join(' '),
    );

  it('are asked for when it is opened, the failed and the slow of this one alone', async () => {
    const element = await shown({ src: '/base/metrics?token=1', credentials: 'include' });
    expect(asked()).to.eql([]);
    await open(element, 2);
    expect(asked()).to.eql(['failed GET /designer/:course', 'slow GET /designer/:course']);
    const [url] = stage.server.askedRequests;
    expect([url?.pathname, url?.searchParams.get('token'), url?.searchParams.get('limit')]).to.eql([
      '/base/metrics/requests',
      '1',
      '8',
    ]);
    expect(stage.server.requestOptions.map(({ credentials }) => credentials)).to.eql(['include', 'include']);
  });

  it('are a table: those that failed, then the slowest, each with time, status, latency, class and feature', async () => {
    const element = await shown();
    await open(element, 1);
    const table = find(element, '.behind table');
    expect(table.ariaLabel).to.eql('Requests of GET /start_reflection');
    const rows = [...table.querySelectorAll('tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()).join(' | '),
    );
    expect(rows.slice(0, 3).map((row) => row.replace(/\d\d:\d\d:\d\d/, 'T'))).to.eql([
      'Time | Status | Latency | Error class | Feature',
      'Failed, newest first',
      'T | 500 | 131 ms | 5xx | reflection',
    ]);
    expect(rows[5]).to.match(/^\d\d:\d\d:\d\d \| 502 \| – \| 5xx \| –$/);
    expect(rows[6]).to.eql('Slowest');
    expect(rows).to.have.length(12);
  });

  it('say the day as well when that is another one', async () => {
    stage.server.requests = (...of) => requestsOf(stage.time.now - 3 * 86_400_000, ...of);
    const element = await shown({ lang: 'en' });
    await open(element);
    expect(textOf(element, '.behind [scope=row]')).to.match(/^Nov \d+, \d\d:\d\d:\d\d$/);
  });

  it('are none among so many when there are none', async () => {
    stage.server.requests = (...of) => ({ ...requestsOf(stage.time.now, ...of), kept: 1234, requests: [] });
    const element = await shown();
    await open(element);
    expect(textOf(element, '.behind')).to.contain('Failed, newest first None in the last 1,234 requests.');
    expect(textOf(element, '.behind')).to.contain('Slowest None in the last 1,234 requests.');
  });

  it('are asked for again with each poll while it is open, and not after it is closed', async () => {
    const element = await shown();
    await open(element);
    await stage.time.pass(4000);
    expect(asked()).to.have.length(2);
    await stage.time.pass(1000);
    expect(asked()).to.have.length(4);
    await element.refresh();
    await stage.time.settle();
    expect(asked()).to.have.length(6);
    names(element)[0]?.click();
    await stage.time.pass(10_000);
    expect(asked()).to.have.length(6);
    expect(findAll(element, '.behind')).to.have.length(0);
  });

  it('tell whether they are open, one endpoint at a time', async () => {
    const element = await shown();
    const states = () => names(element).map(({ ariaExpanded }) => ariaExpanded);
    expect(states()).to.eql(['false', 'false', 'false', 'false', 'false', 'false']);
    await open(element, 2);
    expect(states()).to.eql(['false', 'false', 'true', 'false', 'false', 'false']);
    await open(element, 0);
    expect(states()).to.eql(['true', 'false', 'false', 'false', 'false', 'false']);
    expect(asked().slice(2)).to.eql(['failed POST /settings', 'slow POST /settings']);
  });

  it('are waited for with a word', async () => {
    stage.server.answerRequests = () => undefined;
    const element = await shown();
    await open(element);
    expect(textOf(element, '.behind')).to.eql('Loading…');
    expect(find(element, '.behind').ariaBusy).to.eql('true');
    await stage.time.pass(5000);
    expect(asked()).to.have.length(2);
  });

  it('are aborted when it is closed', async () => {
    stage.server.answerRequests = () => undefined;
    const element = await shown();
    await open(element);
    names(element)[0]?.click();
    await stage.time.settle();
    expect(stage.server.abortedRequests).to.eql(2);
  });

  it('are aborted when the element leaves, as its history is, and asked for when it comes back', async () => {
    const element = await shown();
    await stage.time.settle();
    stage.server.answerHistory = () => undefined;
    findAll(element, '.ranges label')[1]?.click();
    await element.updateComplete;
    stage.server.answerRequests = () => undefined;
    await open(element);
    const place = element.parentElement;
    const before = stage.server.aborted;
    element.remove();
    await stage.time.settle();
    expect([stage.server.abortedRequests, stage.server.aborted - before]).to.eql([2, 1]);
    stage.server.answerRequests = null;
    place?.append(element);
    await stage.time.until(() => findAll(element, '.behind table').length === 1);
  });

  for (const [answer, sentence] of [
    [refuse(403), 'You may not see these requests.'],
    [refuse(404), 'This server does not tell single requests.'],
    [refuse(500), 'The requests could not be loaded (500).'],
    [gone, 'The requests could not be loaded.'],
    [() => Response.json({ kind: 'recent', requests: [] }), 'The requests could not be loaded.'],
  ] as const) {
    it(`may not be had, which is said with a way to try again: ${sentence}`, async () => {
      stage.server.answerRequests = answer;
      const element = await shown();
      await open(element);
      expect(textOf(element, '.behind')).to.eql(`${sentence} Try again`);
      stage.server.answerRequests = null;
      find(element, '.behind button').click();
      await stage.time.until(() => findAll(element, '.behind table').length === 1);
      expect(findAll(element, '.behind button')).to.have.length(0);
      expect(asked()).to.have.length(4);
    });
  }

  it('link to their trace and to the event that the app has reported, if the addresses are of the web', async () => {
    for (const [url, links] of [
      ['https://sentry.example/issues/?query=1', 2],
      ['javascript:alert(1)', 0],
      ['', 0],
    ] as const) {
      stage.server.requests = (...of) => {
        const answer = requestsOf(stage.time.now, ...of);
        return {
          ...answer,
          requests: answer.requests
            .slice(0, 1)
            .map((one) => ({ ...one, sentry_url: url, trace_url: url && `${url}#trace` })),
        };
      };
      const element = await shown();
      await open(element);
      await stage.time.until(() => findAll(element, '.behind table').length === 1);
      const addresses = new Set(findAll(element, '.behind a').map((link) => link.getAttribute('href')));
      expect([...addresses]).to.have.length(links);
    }
  });

  it('stay while later requests fail', async () => {
    const element = await shown();
    await open(element);
    stage.server.answerRequests = gone;
    await stage.time.pass(5000);
    expect(textOf(element, '.behind')).to.match(/^The requests could not be loaded\. Try again Time /);
    stage.server.answerRequests = null;
    await stage.time.pass(5000);
    expect(findAll(element, '.behind button')).to.have.length(0);
  });

  it('cannot be opened where there is no address to be found', async () => {
    expect(names(await shown({ src: '/figures.json' }))).to.have.length(0);
  });

  it('are text, whatever the server says', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    stage.server.requests = (...of) => {
      const answer = requestsOf(stage.time.now, ...of);
      return { ...answer, requests: answer.requests.map((one) => ({ ...one, error_class: evil, feature: evil })) };
    };
    const element = await shown();
    await open(element);
    expect(findAll(element, 'img')).to.have.length(0);
    expect(textOf(element, '.behind')).to.contain(evil);
  });

  it('can have other words', async () => {
    useStrings({ slowest: 'Am langsamsten' });
    const element = await shown();
    await open(element);
    expect(textOf(element, '.behind')).to.contain('Am langsamsten');
  });

  for (const width of [320, 1200]) {
    it(`fit into ${width} pixels`, async () => {
      stage.server.metrics = () => fixtures.huge(stage.time.now);
      const element = await shown({}, width);
      await open(element);
      await stage.time.until(() => findAll(element, '.behind table').length === 1);
      const { right } = element.getBoundingClientRect();
      for (const part of findAll(element, '.endpoints-table *:not(.hidden)')) {
        expect(part.getBoundingClientRect().right, part.className || part.tagName).to.be.at.most(right + 0.5);
      }
    });
  }
});

describe('an answer with single requests', () => {
  const asked = { kind: 'failed', method: 'GET', endpoint: '/a' } as const;

  it('is read as far as it is one', () => {
    for (const json of [null, 'no', [], {}, { kind: 'slow', requests: [] }]) {
      expect(parseRequests(json, asked)).to.eql(null);
    }
    expect(parseRequests({ kind: 'failed', requests: 7 }, asked)).to.eql({ kept: null, requests: [] });
    const one = { time: '2026-11-23T21:00:00Z', method: 'GET', endpoint: '/a', status: '500', latency_ms: -1 };
    expect(parseRequests({ kind: 'failed', kept: 5, requests: [one, null, 3] }, asked)).to.eql({
      kept: 5,
      requests: [
        {
          ...one,
          status: 0,
          latency_ms: 0,
          transfer_ms: null,
          error_class: null,
          feature: null,
          sentry_url: null,
          trace_url: null,
        },
      ],
    });
  });

  it('loses what was not asked for, and what has no time', () => {
    const one = { ...requestsOf(0, 'failed', '/a', 'GET').requests[0], time: '2026-11-23T21:00:00Z' };
    const others = [
      { ...one, endpoint: '/b' },
      { ...one, method: 'PUT' },
      { ...one, time: 'soon' },
    ];
    expect(parseRequests({ kind: 'failed', requests: [...others, one] }, asked)?.requests).to.eql([
      { ...one, sentry_url: null, trace_url: null },
    ]);
  });
});

describe('everybody can use the requests behind an endpoint', () => {
  let server: FakeServer;

  beforeEach(() => {
    server = new FakeServer();
  });

  afterEach(() => {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    server.restore();
  });

  for (const theme of ['light', 'dark']) {
    for (const [state, answer] of [
      ['shown', null],
      ['refused', refuse(500)],
      ['waited for', () => undefined],
    ] as const) {
      it(`${state}, in ${theme}: axe finds nothing`, async () => {
        server.metrics = () => fixtures.degraded(Date.now());
        server.answerRequests = answer;
        const element = await mount({ variant: 'page', theme }, 1000);
        await until(() => names(element).length > 0);
        names(element)[0]?.click();
        const wanted = { shown: '.behind table', refused: '.behind button', 'waited for': '.behind p' }[state];
        await until(() => findAll(element, wanted).length === 1);
        await expect(element).to.be.accessible();
      });
    }
  }

  it('with the keyboard: the focus stays on the name', async () => {
    const element = await mount({ variant: 'page' }, 1000);
    await until(() => names(element).length > 0);
    const [name] = names(element);
    name?.focus();
    name?.click();
    await until(() => findAll(element, '.behind table').length === 1);
    expect(element.shadowRoot?.activeElement === names(element)[0]).to.eql(true);
  });
});
