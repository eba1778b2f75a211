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
    expect(textOf(element, '.classes')).to.match(/^5xx 0 CSRF 1 4xx 3 (.* )?Timeouts 0 last 5 min$/);
    await stage.time.until(() => textOf(element, '.endpoint') !== '');
    expect(findAll(element, '.endpoint')).to.have.length(5);
    expect(textOf(element, '.endpoint')).to.contain('GET /start_reflection');
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

  it('the figures of every step as a table, once it is opened', async () => {
    const element = await stage.show();
    expect(findAll(element, 'table')).to.have.length(0);
    openTables(element, '.data-table');
    await stage.time.until(() => findAll(element, 'table').length > 0);
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
