import {
  instancesInTurn,
  pollerFor,
  retryDelay,
  type Listener,
  type Poller,
  type PollOutcome,
} from '../../widget/poller.js';
import { readRetryAfter } from '../../widget/request.js';
import { statusAt } from '../../widget/status.js';
import { expect } from './support/expect.js';
import { FakeServer, gone, refuse } from './support/fake-server.js';
import { FakeTime } from './support/fake-time.js';
import { fixtures } from './support/fixtures.js';

const INTERVAL = 5000;
const target = {
  src: `${location.origin}/metrics`,
  healthSrc: `${location.origin}/health/detailed`,
  credentials: 'same-origin',
} as const;

describe('the poll', () => {
  let time: FakeTime;
  let server: FakeServer;
  let poller: Poller;
  let outcomes: PollOutcome[];
  let listener: Listener;

  beforeEach(() => {
    time = new FakeTime();
    server = new FakeServer();
    outcomes = [];
    listener = { interval: INTERVAL, pollChanged: (_, outcome) => outcomes.push(outcome) };
    poller = pollerFor(target, null);
  });

  afterEach(() => {
    poller.remove(listener);
    setHidden(false);
    setOnline(true);
    server.restore();
    time.restore();
  });

  const status = () => statusAt(poller.snapshot, time.now);
  const begin = async () => {
    poller.add(listener);
    await time.settle();
  };

  it('asks at once and then every interval', async () => {
    await begin();
    expect(server.asked).to.have.length(1);
    await time.pass(INTERVAL - 1);
    expect(server.asked).to.have.length(1);
    await time.pass(1);
    expect(server.asked).to.have.length(2);
    await time.pass(10 * INTERVAL);
    expect(server.asked).to.have.length(12);
  });

  it('sends what it was told to send, and wants nothing from a cache', async () => {
    await begin();
    expect(server.options[0]).to.include({ credentials: 'same-origin', cache: 'no-store' });
  });

  it('never has two requests open, however slow the answers and however often it is asked', async () => {
    server.answer = () => undefined;
    await begin();
    for (let second = 0; second < 60; second++) {
      void poller.poll();
      await time.pass(1000);
    }
    expect(server.mostOpen).to.eql(1);
  });

  it('gives a request the interval and no longer', async () => {
    server.answer = () => undefined;
    await begin();
    await time.pass(INTERVAL - 1);
    expect(server.aborted).to.eql(0);
    await time.pass(1);
    expect(server.aborted).to.eql(1);
    expect(poller.snapshot.failure?.kind).to.eql('network');
  });

  it('gives a request ten seconds at the most', async () => {
    server.answer = () => undefined;
    listener = { ...listener, interval: 3_600_000 };
    await begin();
    await time.pass(10_000);
    expect(server.aborted).to.eql(1);
  });

  it('is stale within two intervals of the last answer and well again with the next one', async () => {
    await begin();
    await time.pass(INTERVAL - 1);
    server.answer = gone;
    await time.pass(INTERVAL);
    expect(status()).to.eql('healthy');
    await time.pass(INTERVAL);
    expect(status()).to.eql('stale');
    expect(poller.snapshot.metrics === null).to.eql(false);
    server.answer = null;
    await time.pass(INTERVAL);
    expect(status()).to.eql('healthy');
  });

  it('asks within seconds of the return of a server that was away for half a minute', async () => {
    await begin();
    server.answer = gone;
    await time.pass(30_000);
    server.answer = null;
    await time.pass(12_000);
    expect(status()).to.eql('healthy');
  });

  it('asks ever less often while there is no answer, once a minute in the end', async () => {
    server.answer = gone;
    await begin();
    await time.pass(600_000);
    const before = server.asked.length;
    expect(before).to.be.lessThan(25);
    await time.pass(600_000);
    expect(server.asked.length - before).to.be.within(10, 14);
  });

  it('waits as long as a server asks it to', async () => {
    server.answer = refuse(503, { 'retry-after': '120' });
    await begin();
    await time.pass(119_000);
    expect(server.asked).to.have.length(1);
    await time.pass(1000);
    expect(server.asked).to.have.length(2);
  });

  it('takes the answer of a server that has turned degraded: a 503 of the detailed health is an answer', async () => {
    server.answerHealth = () => Response.json({ checks: { database: 'degraded' } }, { status: 503 });
    await begin();
    expect(poller.snapshot.checks).to.eql({ database: 'degraded' });
    expect(status()).to.eql('healthy');
  });

  it('is not stale because the detailed health alone fails', async () => {
    server.answerHealth = gone;
    await begin();
    await time.pass(10 * INTERVAL);
    expect(status()).to.eql('healthy');
    expect(poller.snapshot.checks).to.eql(null);
  });

  it('shows the figures while the detailed health is still thinking', async () => {
    server.answerHealth = () => undefined;
    await begin();
    expect(poller.snapshot.metrics?.status).to.eql('healthy');
  });

  it('is stale when the server has said the same time for three polls', async () => {
    const stuck = fixtures.healthy(time.now);
    server.metrics = () => stuck;
    await begin();
    await time.pass(2 * INTERVAL);
    expect(status()).to.eql('healthy');
    await time.pass(INTERVAL);
    expect(status()).to.eql('stale');
    server.metrics = () => fixtures.healthy(time.now);
    await time.pass(INTERVAL);
    expect(status()).to.eql('healthy');
  });

  it('does not become stale by being refreshed many times at once', async () => {
    const first = fixtures.healthy(time.now);
    server.metrics = () => first;
    await begin();
    for (let press = 0; press < 6; press++) await poller.poll();
    expect(status()).to.eql('healthy');
  });

  it('drops an answer that is older than the newest one', async () => {
    await begin();
    const newest = poller.snapshot.metrics;
    server.metrics = () => ({ ...fixtures.degraded(time.now - 60_000), uptime_seconds: 25_100 });
    await time.pass(INTERVAL);
    expect(poller.snapshot.metrics === newest).to.eql(true);
  });

  it('believes a server whose clock was set back', async () => {
    await begin();
    server.metrics = () => ({ ...fixtures.degraded(time.now - 3_600_000), uptime_seconds: 25_300 });
    await time.pass(INTERVAL);
    expect(status()).to.eql('degraded');
  });

  it('rests while the page is hidden and asks at once when it is seen again', async () => {
    await begin();
    setHidden(true);
    await time.pass(600_000);
    expect(server.asked).to.have.length(1);
    setHidden(false);
    expect(status()).to.eql('healthy');
    await time.settle();
    expect(server.asked).to.have.length(2);
  });

  it('calls figures old that were not renewed within a second of the page being seen again', async () => {
    await begin();
    setHidden(true);
    await time.pass(600_000);
    server.answer = () => undefined;
    setHidden(false);
    await time.pass(999);
    expect(status()).to.eql('healthy');
    await time.pass(1);
    expect(status()).to.eql('stale');
  });

  it('does not ask before its time because the page is seen again', async () => {
    server.answer = refuse(429, { 'retry-after': '60' });
    await begin();
    setHidden(true);
    setHidden(false);
    await time.pass(59_000);
    expect(server.asked).to.have.length(1);
  });

  it('says that the browser is offline at once, and asks at once when it is online again', async () => {
    await begin();
    server.answer = gone;
    setOnline(false);
    expect(status()).to.eql('offline');
    await time.pass(60_000);
    expect(status()).to.eql('offline');
    const before = server.asked.length;
    server.answer = null;
    setOnline(true);
    expect(status()).to.eql('offline');
    await time.settle();
    expect(server.asked).to.have.length(before + 1);
    expect(status()).to.eql('healthy');
  });

  it('is shared by all who ask the same, at the shortest of their intervals', async () => {
    const hasty: Listener = { interval: 1000, pollChanged: () => undefined };
    await begin();
    const shared = pollerFor({ ...target }, null);
    expect(shared === poller).to.eql(true);
    shared.add(hasty);
    await time.pass(10_000);
    expect(server.asked).to.have.length(11);
    shared.remove(hasty);
    await time.pass(10_000);
    expect(server.asked.length).to.be.within(13, 14);
  });

  it('is not shared by those who ask something else', () => {
    expect(pollerFor({ ...target, credentials: 'include' }, null) === poller).to.eql(false);
  });

  it('aborts and leaves no timer and no listener behind when nobody listens any more', async () => {
    server.answer = () => undefined;
    await begin();
    poller.remove(listener);
    expect(server.aborted).to.eql(1);
    await time.settle();
    expect(time.waiting).to.eql(0);
    const before = outcomes.length;
    setHidden(true);
    setHidden(false);
    setOnline(false);
    setOnline(true);
    await time.pass(60_000);
    expect(server.asked).to.have.length(1);
    expect(outcomes).to.have.length(before);
  });

  it('tells how many instances answer in turn', async () => {
    let turn = 0;
    server.metrics = () => ({ ...fixtures.healthy(time.now), instance: `web-${turn++ % 2}` });
    await begin();
    await time.pass(INTERVAL);
    expect(poller.snapshot.instances).to.eql(1);
    await time.pass(INTERVAL);
    expect(poller.snapshot.instances).to.eql(2);
  });

  for (const [code, kind] of [
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'not-a-monitor'],
    [500, 'http'],
  ] as const) {
    it(`takes ${code} for ${kind}`, async () => {
      server.answer = refuse(code);
      await begin();
      expect(poller.snapshot.failure).to.include({ kind, status: code });
    });
  }
});

describe('the wait after failures', () => {
  it('is one interval for the first three, grows, and ends at a minute', () => {
    const waits = [1, 2, 3, 4, 5, 20].map((failures) => retryDelay(failures, INTERVAL, 0, 0));
    expect(waits).to.eql([5000, 5000, 5000, 7500, 11_250, 60_000]);
  });

  it('is only ever shortened by chance, by a quarter at the most', () => {
    expect(retryDelay(1, INTERVAL, 0, 1)).to.eql(0.75 * INTERVAL);
  });

  it('is not shorter than the server asks for, and believes it for an hour', () => {
    expect(retryDelay(1, INTERVAL, 30_000, 0.5)).to.eql(30_000);
    expect(retryDelay(1, INTERVAL, 1e12, 0.5)).to.eql(3_600_000);
  });

  it('is a minute for a poll that comes once an hour', () => {
    expect(retryDelay(1, 3_600_000, 0, 0)).to.eql(60_000);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T21:00:00Z');

  it('is read as seconds and as a date', () => {
    expect(readRetryAfter('120', now)).to.eql(120_000);
    expect(readRetryAfter('Mon, 23 Nov 2026 21:00:30 GMT', now)).to.eql(30_000);
  });

  it('is nothing when it is past, missing or nonsense', () => {
    for (const header of [null, '', 'soon', '-5', 'Mon, 23 Nov 2026 20:00:00 GMT']) {
      expect(readRetryAfter(header, now), String(header)).to.eql(0);
    }
  });
});

describe('instances', () => {
  it('take turns when one comes back after another', () => {
    expect(instancesInTurn(['a', 'b', 'a'])).to.eql(2);
    expect(instancesInTurn(['a', 'b', 'c', 'c', 'b'])).to.eql(3);
  });

  it('do not when one has taken the place of another', () => {
    expect(instancesInTurn([])).to.eql(1);
    expect(instancesInTurn(['a', 'a', 'a'])).to.eql(1);
    expect(instancesInTurn(['a', 'a', 'b', 'b', 'c'])).to.eql(1);
  });
});

function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

function setOnline(isOnline: boolean): void {
  Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true });
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
}
