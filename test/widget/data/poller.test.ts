import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { INTERVAL, Polling } from '../support/polling.js';

describe('the poll', () => {
  let polling: Polling;

  beforeEach(() => {
    polling = new Polling();
  });

  afterEach(() => polling.clear());

  it('asks at once and then every interval', async () => {
    await polling.begin();
    expect(polling.server.asked).to.have.length(1);
    await polling.time.pass(INTERVAL - 1);
    expect(polling.server.asked).to.have.length(1);
    await polling.time.pass(1);
    expect(polling.server.asked).to.have.length(2);
    await polling.time.pass(10 * INTERVAL);
    expect(polling.server.asked).to.have.length(12);
  });

  it('sends what it was told to send, and wants nothing from a cache', async () => {
    await polling.begin();
    expect(polling.server.options[0]).to.include({ credentials: 'same-origin', cache: 'no-store' });
  });

  it('never has two requests open, however slow the answers and however often it is asked', async () => {
    polling.server.answer = () => undefined;
    await polling.begin();
    for (let second = 0; second < 60; second++) {
      void polling.poller.poll();
      await polling.time.pass(1000);
    }
    expect(polling.server.mostOpen).to.eql(1);
  });

  it('gives a request the interval and no longer', async () => {
    polling.server.answer = () => undefined;
    await polling.begin();
    await polling.time.pass(INTERVAL - 1);
    expect(polling.server.aborted).to.eql(0);
    await polling.time.pass(1);
    expect(polling.server.aborted).to.eql(1);
    expect(polling.poller.snapshot.failure?.kind).to.eql('network');
  });

  it('gives a request ten seconds at the most', async () => {
    polling.server.answer = () => undefined;
    await polling.begin(3_600_000);
    await polling.time.pass(10_000);
    expect(polling.server.aborted).to.eql(1);
  });

  it('is stale within two intervals of the last answer and well again with the next one', async () => {
    await polling.begin();
    await polling.time.pass(INTERVAL - 1);
    polling.server.answer = gone;
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('healthy');
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('stale');
    expect(polling.poller.snapshot.metrics === null).to.eql(false);
    polling.server.answer = null;
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('healthy');
  });

  it('asks within seconds of the return of a server that was away for half a minute', async () => {
    await polling.begin();
    polling.server.answer = gone;
    await polling.time.pass(30_000);
    polling.server.answer = null;
    await polling.time.pass(12_000);
    expect(polling.status).to.eql('healthy');
  });

  it('asks ever less often while there is no answer, once a minute in the end', async () => {
    polling.server.answer = gone;
    await polling.begin();
    await polling.time.pass(600_000);
    const before = polling.server.asked.length;
    expect(before).to.be.lessThan(25);
    await polling.time.pass(600_000);
    expect(polling.server.asked.length - before).to.be.within(10, 14);
  });

  it('waits as long as a server asks it to', async () => {
    polling.server.answer = refuse(503, { 'retry-after': '120' });
    await polling.begin();
    await polling.time.pass(119_000);
    expect(polling.server.asked).to.have.length(1);
    await polling.time.pass(1000);
    expect(polling.server.asked).to.have.length(2);
  });

  it('is stale when the server has said the same time for three polls', async () => {
    const stuck = fixtures.healthy(polling.time.now);
    polling.server.metrics = () => stuck;
    await polling.begin();
    await polling.time.pass(2 * INTERVAL);
    expect(polling.status).to.eql('healthy');
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('stale');
    polling.server.metrics = () => fixtures.healthy(polling.time.now);
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('healthy');
  });

  it('does not become stale by being refreshed many times at once', async () => {
    const first = fixtures.healthy(polling.time.now);
    polling.server.metrics = () => first;
    await polling.begin();
    for (let press = 0; press < 6; press++) await polling.poller.poll();
    expect(polling.status).to.eql('healthy');
  });

  it('drops an answer that is older than the newest one', async () => {
    await polling.begin();
    const newest = polling.poller.snapshot.metrics;
    polling.server.metrics = () => ({ ...fixtures.degraded(polling.time.now - 60_000), uptime_seconds: 25_100 });
    await polling.time.pass(INTERVAL);
    expect(polling.poller.snapshot.metrics === newest).to.eql(true);
  });

  it('believes a server whose clock was set back', async () => {
    await polling.begin();
    polling.server.metrics = () => ({ ...fixtures.degraded(polling.time.now - 3_600_000), uptime_seconds: 25_300 });
    await polling.time.pass(INTERVAL);
    expect(polling.status).to.eql('degraded');
  });

  it('tells how many instances answer in turn', async () => {
    let turn = 0;
    polling.server.metrics = () => ({ ...fixtures.healthy(polling.time.now), instance: `web-${turn++ % 2}` });
    await polling.begin();
    await polling.time.pass(INTERVAL);
    expect(polling.poller.snapshot.instances).to.eql(1);
    await polling.time.pass(INTERVAL);
    expect(polling.poller.snapshot.instances).to.eql(2);
  });

  for (const [code, kind] of [
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'not-a-monitor'],
    [500, 'http'],
  ] as const) {
    it(`takes ${code} for ${kind}`, async () => {
      polling.server.answer = refuse(code);
      await polling.begin();
      expect(polling.poller.snapshot.failure).to.include({ kind, status: code });
    });
  }
});
