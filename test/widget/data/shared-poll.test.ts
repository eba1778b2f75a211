import { mount, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { Stage } from '../support/stage.js';

const COUNT = 50;
const INTERVAL = 5000;

describe('fifty elements with one address', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const shown = async () => {
    const elements = await Promise.all(Array.from({ length: COUNT }, () => mount()));
    await stage.time.settle();
    return elements;
  };

  /** All at once: fifty elements that tell the time every second are a lot to wait for. */
  const later = async (milliseconds: number) => {
    stage.time.now += milliseconds;
    await stage.time.pass(0);
  };

  it('ask once, and all show the answer', async () => {
    const elements = await shown();
    expect(stage.server.asked).to.have.length(1);
    for (const element of elements) expect(textOf(element, '.word')).to.eql('Healthy');
  });

  it('go on asking once every interval, and once more when all are told to refresh', async () => {
    const elements = await shown();
    await later(INTERVAL);
    expect(stage.server.asked).to.have.length(2);
    const refreshed = elements.map((element) => element.refresh());
    await stage.time.settle();
    await Promise.all(refreshed);
    expect(stage.server.asked).to.have.length(3);
  });

  it('ask no more often when the server is gone', async () => {
    await shown();
    stage.server.answer = gone;
    await later(INTERVAL);
    expect(stage.server.asked).to.have.length(2);
  });

  it('go on while one of them is left, and end with it', async () => {
    const elements = await shown();
    for (const element of elements.slice(1)) element.remove();
    await later(INTERVAL);
    expect(stage.server.asked).to.have.length(2);
    elements[0]?.remove();
    await later(10 * INTERVAL);
    expect(stage.server.asked).to.have.length(2);
    expect(stage.time.waiting).to.eql(0);
  });
});
