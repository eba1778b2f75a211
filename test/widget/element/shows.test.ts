import type { Metrics } from '../../../server/contract/index.js';
import { useStrings } from '../../../widget/index.js';
import { find, findAll, openTables, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('<align-monitor> shows', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  it('what the server says', async () => {
    const element = await stage.show({ label: 'Instructor portal' });
    expect(textOf(element, '.head')).to.eql(
      'Instructor portal Healthy now Everything works normally. 12 people active.',
    );
    expect(findAll(element, '.value').map((value) => value.innerText.replace(/\s+/g, ' '))).to.eql([
      '0.5 %',
      '131 ms',
      '1.4 /s',
      '12',
    ]);
    await stage.time.until(() => textOf(element, '.endpoint') !== '');
    expect(textOf(element, '.classes')).to.eql('1 rejected form 3 client errors last 5 min');
    expect(findAll(element, '.endpoints thead th').map(({ innerText }) => innerText)).to.eql([
      'Endpoint, share of requests',
      'Errors',
      'P95',
    ]);
    expect(findAll(element, '.endpoint')).to.have.length(5);
    expect(textOf(element, '.endpoint')).to.match(/^POST \/settings , 4 % of requests 5\.9 % 44 ms$/);
    expect(textOf(element, '.endpoint:nth-child(2)')).to.contain('GET /start_reflection');
  });

  it('errors as people say them, singular and plural, and only those that there are', async () => {
    stage.server.metrics = () => fixtures.rare(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => textOf(element, '.endpoint') !== '');
    expect(textOf(element, '.classes')).to.eql(
      '100 server errors 1 timeout 1 rejected form 3 client errors 3 payment_declined errors last 5 min',
    );
    element.lang = 'de';
    await element.refresh();
    await stage.time.until(() => textOf(element, '.classes').includes('Serverfehler'));
    expect(textOf(element, '.classes')).to.eql(
      '100 Serverfehler 1 Zeitüberschreitung 1 abgelehntes Formular 3 Clientfehler 3 payment_declined-Fehler letzte 5 Min.',
    );
  });

  it('that there were no errors', async () => {
    stage.server.metrics = () => fixtures.few(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => textOf(element, '.classes') !== '');
    expect(textOf(element, '.classes')).to.eql('No errors last 5 min');
  });

  it('failing endpoints first, whatever their traffic, and lets no row jump because others are about as busy', async () => {
    const names = () => findAll(element, '.endpoint .name').map(({ innerText }) => innerText);
    const swapped = new Map([
      ['/designer/:course', 60],
      ['/reflection/:id/step', 88],
    ]);
    stage.server.metrics = () => fixtures.rare(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => textOf(element, '.endpoint') !== '');
    const first = names();
    expect(first.slice(0, 3)).to.eql(['POST /export', 'DELETE /audit/:id', 'POST /settings']);
    expect(findAll(element, '.endpoint .over').map(({ innerText }) => innerText.replace(/\s+/g, ' '))).to.eql([
      '100 % over the limit',
      '620 ms over the limit',
      '210 ms over the limit',
    ]);
    const [red, amber] = ['.endpoint .over:not(.tone-warning)', '.endpoint .over.tone-warning'].map(
      (selector) => getComputedStyle(find(element, selector)).color,
    );
    expect(red === amber).to.eql(false);
    const busier = (metrics: Metrics) => ({
      ...metrics,
      endpoints: metrics.endpoints.map((each) => ({ ...each, requests: swapped.get(each.endpoint) ?? each.requests })),
    });
    stage.server.metrics = () => busier(fixtures.rare(stage.time.now));
    await stage.time.pass(5000);
    expect(names()).to.eql(first);
    stage.server.metrics = () => {
      const metrics = fixtures.rare(stage.time.now);
      return { ...metrics, endpoints: metrics.endpoints.filter(({ endpoint }) => endpoint !== '/export') };
    };
    await stage.time.pass(5000);
    expect(names()[0]).to.eql('DELETE /audit/:id');
  });

  it('three figures where no session was ever seen, without a hole in the grid', async () => {
    stage.server.metrics = () => fixtures.sessionless(stage.time.now);
    const element = await stage.show();
    expect(findAll(element, '.figure')).to.have.length(3);
    const { right } = find(element, '.figures').getBoundingClientRect();
    expect(find(element, '.figure.requests').getBoundingClientRect().right).to.be.closeTo(right, 1);
    await stage.time.until(() => findAll(element, '.data-table:not([inert])').length > 0);
    openTables(element, '.data-table');
    await stage.time.until(() => findAll(element, '.scroll th').length > 0);
    expect(findAll(element, '.scroll thead th')).to.have.length(4);
    expect(findAll(element, '.scroll tbody tr:first-child > *')).to.have.length(4);
  });

  it('that it recovers, in amber under a ring of dashes, and alerts that do so too', async () => {
    stage.server.metrics = () => fixtures.recovering(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.alert').length > 0);
    const amber = getComputedStyle(find(element, '.icon .shape')).stroke;
    stage.server.metrics = () => fixtures.warning(stage.time.now);
    const other = await stage.show({ src: '/other/metrics' });
    expect(amber).to.eql(getComputedStyle(find(other, '.icon .shape')).stroke);
    const shapes = ['.icon path', '.figure.error-rate .value path', '.alert path'];
    const drawn = shapes.map((selector) => find(element, selector).getAttribute('d'));
    expect(new Set(drawn).size).to.eql(1);
    expect(drawn[0]?.match(/M/g)).to.have.length(9);
    expect(textOf(element, '.alert')).to.match(/^Firing, critical: Recovering: 50 server errors/);
  });

  it('other figures after other answers', async () => {
    const element = await stage.show();
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    await stage.time.pass(5000);
    expect(element.status).to.eql('degraded');
    expect(textOf(element, '.figure.p95')).to.contain('612');
    expect(textOf(element, '.figure.p95')).to.contain('over the limit');
  });

  it('firing alerts before those that are over', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.alert').length > 0);
    const [first, second] = findAll(element, '.alert').map((alert) => alert.textContent.replace(/\s+/g, ' ').trim());
    expect(first).to.eql('Firing, warning: P95 latency 612 ms (limit 500 ms, last 60 s) for 4 min');
    expect(second).to.match(/^Resolved: 9 server errors in 5 min \d\d:\d\d, for 6 min$/);
  });

  it('that several instances answer in turn', async () => {
    let turn = 0;
    stage.server.metrics = () => ({ ...fixtures.healthy(stage.time.now), instance: `web-${turn++ % 2}` });
    const element = await stage.show();
    expect(textOf(element, '.note')).to.eql('');
    await stage.time.pass(10_000);
    expect(textOf(element, '.note')).to.contain('2 instances answer in turn');
  });

  it('how old the figures are, second by second', async () => {
    const element = await stage.show({ interval: '60' });
    await stage.time.pass(3000);
    expect(textOf(element, '.time')).to.eql('3s ago');
    await stage.time.pass(1000);
    expect(textOf(element, '.time')).to.eql('4s ago');
  });

  it('old figures in grey under a question mark, and when it tries again', async () => {
    const element = await stage.show();
    stage.server.answer = gone;
    await stage.time.pass(10_000);
    expect(element.status).to.eql('stale');
    expect(textOf(element, '.head')).to.match(
      /^No answer retry in \d sec Last answer 10s ago\. The figures below are old\.$/,
    );
    expect(find(element, 'section').classList.contains('old')).to.eql(true);
    expect(textOf(element, '.figure.p95')).to.contain('131');
    expect(findAll(element, '.tone-healthy .icon')).to.have.length(0);
  });

  it('no alert in colour that may be over by now', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.alert').length > 0);
    const tone = () => getComputedStyle(find(element, '.alert')).getPropertyValue('--_tone');
    const current = tone();
    stage.server.answer = gone;
    await stage.time.pass(10_000);
    expect(element.status).to.eql('stale');
    expect(tone() === current).to.eql(false);
  });

  it('the figures of every step as a table, once it is opened', async () => {
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.data-table:not([inert])').length > 0);
    expect(findAll(element, '.scroll')).to.have.length(0);
    openTables(element, '.data-table');
    await stage.time.until(() => findAll(element, '.scroll').length > 0);
    expect(findAll(element, '.scroll tbody tr')).to.have.length(60);
    expect(findAll(element, '.scroll thead th').map((cell) => cell.innerText)).to.eql([
      'Time',
      'Error rate',
      'P95 latency',
      'Requests',
      'Active sessions',
    ]);
  });

  it('numbers as the nearest language writes them', async () => {
    const element = await stage.show();
    element.lang = 'de';
    await element.refresh();
    await stage.time.until(() => textOf(element, '.figure.requests').includes('1,4'));
  });

  it('other words in place of the English ones', async () => {
    useStrings({ name: 'Systemzustand', errorRate: 'Fehlerquote' });
    const element = await stage.show();
    expect(textOf(element, 'dt')).to.eql('Fehlerquote');
    expect(find(element, 'section').ariaLabel).to.eql('Systemzustand');
  });

  it('everything in its place before the first answer, so that nothing jumps', async () => {
    stage.server.answer = () => undefined;
    const element = await stage.show({ audience: 'team' }, 640);
    expect(element.status).to.eql('loading');
    const before = element.offsetHeight;
    stage.server.answer = null;
    await stage.time.pass(5000);
    await stage.time.pass(5000);
    expect(element.status).to.eql('healthy');
    expect(element.offsetHeight).to.be.within(before - 2, before + 2);
  });

  for (const [name, make] of Object.entries(fixtures)) {
    it(`${name} figures in 320 pixels without anything sticking out`, async () => {
      stage.server.metrics = () => make(stage.time.now);
      const element = await stage.show({ label: 'Instructor portal' }, 320);
      await stage.time.until(() => findAll(element, '.alert').length === make(stage.time.now).alerts.length);
      const { right } = element.getBoundingClientRect();
      for (const part of findAll(element, 'section *:not(.hidden)')) {
        expect(part.getBoundingClientRect().right, part.className || part.tagName).to.be.at.most(right + 0.5);
      }
    });
  }
});
