import type { AlignMonitor } from '../../../widget/index.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { setHidden } from '../support/polling.js';
import { Stage } from '../support/stage.js';

const NIGHT = 8 * 3_600_000;

describe('a page that wakes', () => {
  let stage: Stage;
  let element: AlignMonitor;
  /** What anybody could have heard or seen: status changes, and what a screen reader was told. */
  let heard: string[];
  let observer: MutationObserver;

  const spoken = () => element.shadowRoot?.querySelector('[role="status"]');
  /** All timers stand still, as those of a device that sleeps. */
  const sleep = (milliseconds = NIGHT) => (stage.time.now += milliseconds);
  /** Answers by hand. */
  const holdAnswers = () => {
    const waiting: ((response: Response) => void)[] = [];
    stage.server.answer = () => new Promise((resolve) => waiting.push(resolve));
    return () => waiting.splice(0).forEach((answer) => answer(Response.json(fixtures.healthy(stage.time.now))));
  };

  beforeEach(async () => {
    stage = new Stage();
    stage.server.metrics = () => fixtures.healthy(stage.time.now);
    element = await stage.show();
    heard = [];
    element.addEventListener('align-monitor-status-change', ({ detail }) =>
      heard.push(`${detail.from} → ${detail.to}`),
    );
    observer = new MutationObserver(() => heard.push(spoken()?.textContent ?? ''));
    observer.observe(spoken() ?? document, { childList: true, characterData: true, subtree: true });
  });

  afterEach(async () => {
    observer.disconnect();
    setHidden(false);
    await stage.clear();
  });

  // The timers of the clock and of the poll are due in another order at each of these times.
  for (const before of [0, 1000, 2500, 4999, 5000]) {
    it(`asks first and alarms afterwards when it slept ${before} ms after an answer`, async () => {
      await stage.time.pass(20_000 + before);
      const asked = stage.server.asked.length;
      const answerAll = holdAnswers();
      sleep();
      await stage.time.pass(3000);
      expect(element.status).to.eql('healthy');
      expect(stage.server.asked.length).to.eql(asked + 1);
      answerAll();
      await stage.time.settle();
      stage.server.answer = null;
      await stage.time.pass(20_000);
      expect(heard).to.eql([]);
    });
  }

  it('does not take the end of a request from before the sleep for an answer', async () => {
    await stage.time.pass(4900);
    stage.server.answer = () => undefined;
    await stage.time.pass(200);
    const asked = stage.server.asked.length;
    const answerAll = holdAnswers();
    sleep();
    await stage.time.pass(1000);
    expect(stage.server.asked.length).to.eql(asked + 1);
    answerAll();
    await stage.time.pass(1000);
    expect(element.status).to.eql('healthy');
    expect(element.lastUpdated?.getTime()).to.be.greaterThan(stage.time.now - 2000);
    expect(heard).to.eql([]);
  });

  it('says that the server does not answer once it has asked in vain', async () => {
    await stage.time.pass(7000);
    stage.server.answer = gone;
    sleep();
    await stage.time.pass(1000);
    expect(heard[0]).to.eql('healthy → stale');
  });

  it('says so too when the request comes to no end', async () => {
    await stage.time.pass(7000);
    stage.server.answer = () => undefined;
    sleep();
    await stage.time.pass(4900);
    expect(heard).to.eql([]);
    await stage.time.pass(1200);
    expect(heard[0]).to.eql('healthy → stale');
  });

  it('says what has changed meanwhile, and nothing else', async () => {
    await stage.time.pass(7000);
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    sleep();
    await stage.time.pass(1000);
    expect(heard[0]).to.eql('healthy → degraded');
    expect(heard.filter((one) => one.includes('→'))).to.have.length(1);
  });

  it('asks first, too, when it was hidden and its answer takes longer than a second', async () => {
    await stage.time.pass(7000);
    const answerAll = holdAnswers();
    setHidden(true);
    sleep();
    setHidden(false);
    await stage.time.pass(3000);
    answerAll();
    await stage.time.settle();
    expect(heard).to.eql([]);
  });
});
