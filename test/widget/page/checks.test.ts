import { find, findAll, until } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { Stage } from '../support/stage.js';

const INTERVAL = 5000;

describe('the checks of a page whose figures name none', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  async function shown(): Promise<() => string[]> {
    const element = await stage.show({ variant: 'page' }, 1000);
    await until(() => findAll(element, '.facts').length > 0);
    await stage.time.settle();
    return () => findAll(element, '.facts .check').map((check) => check.innerText.trim());
  }

  it('come from the detailed health, whose 503 is an answer', async () => {
    stage.server.answerHealth = () => Response.json({ checks: { database: 'degraded' } }, { status: 503 });
    const checks = await shown();
    expect(checks()).to.eql(['degraded']);
  });

  it('are unknown when that stops answering', async () => {
    stage.server.answerHealth = () => Response.json({ checks: { database: 'healthy' } });
    const checks = await shown();
    stage.server.answerHealth = gone;
    await stage.time.pass(INTERVAL);
    await stage.time.pass(INTERVAL);
    expect(checks()).to.eql(['unknown']);
  });

  it('do not make the page stale when they alone fail, nor hold up the figures', async () => {
    stage.server.answerHealth = () => undefined;
    const checks = await shown();
    expect(checks()).to.eql([]);
    stage.server.answerHealth = gone;
    await stage.time.pass(10 * INTERVAL);
    expect(find(document.querySelector('align-monitor') as never, '.chip').innerText).to.contain('Healthy');
  });

  it('are asked for by one request at a time, which ends with the page', async () => {
    let asked = 0;
    stage.server.answerHealth = () => {
      asked += 1;
      return undefined;
    };
    await shown();
    await stage.time.pass(INTERVAL + 1000);
    expect(asked).to.eql(1);
    const signals = stage.server.healthSignals;
    document.querySelector('align-monitor')?.remove();
    await stage.time.settle();
    expect(signals.map((signal) => signal.aborted)).to.eql([true]);
  });

  it('are not asked for by a panel', async () => {
    let asked = 0;
    stage.server.answerHealth = () => {
      asked += 1;
      return Response.json({ checks: {} });
    };
    await stage.show();
    await stage.time.pass(3 * INTERVAL);
    expect(asked).to.eql(0);
  });
});
