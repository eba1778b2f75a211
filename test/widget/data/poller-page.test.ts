import { pollerFor, type PollListener } from '../../../widget/data/poller.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { Polling, setHidden, setOnline, target } from '../support/polling.js';

describe('the poll, on its page,', () => {
  let polling: Polling;

  beforeEach(() => {
    polling = new Polling();
  });

  afterEach(() => polling.clear());

  it('rests while the page is hidden and asks at once when it is seen again', async () => {
    await polling.begin();
    setHidden(true);
    await polling.time.pass(600_000);
    expect(polling.server.asked).to.have.length(1);
    setHidden(false);
    expect(polling.status).to.eql('healthy');
    await polling.time.settle();
    expect(polling.server.asked).to.have.length(2);
  });

  it('rests too when an answer comes while the page is hidden', async () => {
    let answer: (response: Response) => void = () => undefined;
    const late = new Promise<Response>((resolve) => (answer = resolve));
    polling.server.answer = () => late;
    await polling.begin();
    setHidden(true);
    answer(Response.json(fixtures.healthy(polling.time.now)));
    await polling.time.settle();
    expect(polling.status).to.eql('healthy');
    await polling.time.pass(600_000);
    expect(polling.server.asked).to.have.length(1);
  });

  it('calls figures old that were not renewed within a second of the page being seen again', async () => {
    await polling.begin();
    setHidden(true);
    await polling.time.pass(600_000);
    polling.server.answer = () => undefined;
    setHidden(false);
    await polling.time.pass(999);
    expect(polling.status).to.eql('healthy');
    await polling.time.pass(1);
    expect(polling.status).to.eql('stale');
  });

  it('does not ask before its time because the page is seen again', async () => {
    polling.server.answer = refuse(429, { 'retry-after': '60' });
    await polling.begin();
    setHidden(true);
    setHidden(false);
    await polling.time.pass(59_000);
    expect(polling.server.asked).to.have.length(1);
  });

  it('says that the browser is offline at once, and asks at once when it is online again', async () => {
    await polling.begin();
    polling.server.answer = gone;
    setOnline(false);
    expect(polling.status).to.eql('offline');
    await polling.time.pass(60_000);
    expect(polling.status).to.eql('offline');
    const before = polling.server.asked.length;
    polling.server.answer = null;
    setOnline(true);
    expect(polling.status).to.eql('offline');
    await polling.time.settle();
    expect(polling.server.asked).to.have.length(before + 1);
    expect(polling.status).to.eql('healthy');
  });

  it('is shared by all who ask the same, at the shortest of their intervals', async () => {
    const hasty: PollListener = { interval: 1000, pollChanged: () => undefined };
    await polling.begin();
    const shared = pollerFor({ ...target }, null);
    expect(shared === polling.poller).to.eql(true);
    shared.add(hasty);
    await polling.time.pass(10_000);
    expect(polling.server.asked).to.have.length(11);
    shared.remove(hasty);
    await polling.time.pass(10_000);
    expect(polling.server.asked.length).to.be.within(13, 14);
  });

  for (const [when, moment] of [
    ['before the first answer', 0],
    ['right after an answer', 1],
    ['long after one', 4500],
  ] as const) {
    it(`is never stale on a server that answers, when a shorter interval joins ${when}`, async () => {
      const statuses = new Set<string>();
      const hasty: PollListener = { interval: 1000, pollChanged: () => statuses.add(polling.status) };
      const slow = polling.begin();
      if (moment > 0) await polling.time.pass(moment);
      polling.poller.add(hasty);
      await slow;
      const before = polling.server.asked.length;
      for (let step = 0; step < 50; step++) {
        await polling.time.pass(200);
        statuses.add(polling.status);
      }
      polling.poller.remove(hasty);
      statuses.delete('loading');
      expect([...statuses]).to.eql(['healthy']);
      expect(polling.server.asked.length - before).to.be.within(9, 11);
    });
  }

  it('keeps to the wait that a failing server has asked for when a shorter interval joins', async () => {
    polling.server.answer = refuse(429, { 'retry-after': '60' });
    await polling.begin();
    const hasty: PollListener = { interval: 1000, pollChanged: () => undefined };
    polling.poller.add(hasty);
    await polling.time.pass(59_000);
    polling.poller.remove(hasty);
    expect(polling.server.asked).to.have.length(1);
  });

  it('is not shared by those who ask something else', () => {
    expect(pollerFor({ ...target, credentials: 'include' }, null) === polling.poller).to.eql(false);
  });

  it('aborts and leaves no timer and no listener behind when nobody listens any more', async () => {
    polling.server.answer = () => undefined;
    await polling.begin();
    polling.end();
    expect(polling.server.aborted).to.eql(1);
    await polling.time.settle();
    expect(polling.time.waiting).to.eql(0);
    const before = polling.outcomes.length;
    setHidden(true);
    setHidden(false);
    setOnline(false);
    setOnline(true);
    await polling.time.pass(60_000);
    expect(polling.server.asked).to.have.length(1);
    expect(polling.outcomes).to.have.length(before);
  });
});
