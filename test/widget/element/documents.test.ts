import { find, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('<align-monitor> elsewhere', () => {
  let stage: Stage;
  let frame: HTMLIFrameElement;

  beforeEach(() => {
    stage = new Stage();
    frame = document.createElement('iframe');
    document.body.append(frame);
  });

  afterEach(async () => {
    frame.contentDocument?.querySelector('align-monitor')?.remove();
    frame.remove();
    await stage.clear();
  });

  it('shows its figures in a document that it is moved to, and looks the same', async () => {
    const element = await stage.show({ label: 'Instructor portal' });
    const looks = (): string[] => {
      const { padding, borderRadius, fontSize, backgroundColor } = getComputedStyle(find(element, 'section'));
      return [padding, borderRadius, fontSize, backgroundColor];
    };
    const before = looks();
    frame.contentDocument?.body.append(element);
    await stage.time.settle();
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    await stage.time.pass(5000);
    expect(element.status).to.eql('degraded');
    expect(textOf(element)).to.contain('Instructor portal');
    expect(looks()).to.eql(before);
    expect(stage.warnings).to.eql([]);
  });

  it('works where the browser knows no custom states', async () => {
    const attach = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'attachInternals');
    if (attach === undefined) throw new Error('This browser has no element internals.');
    HTMLElement.prototype.attachInternals = function () {
      const internals = (attach.value as () => ElementInternals).call(this);
      // As browsers did before: names had to begin with two dashes.
      internals.states.add = () => {
        throw new DOMException("The specified value must start with '--'", 'SyntaxError');
      };
      return internals;
    };
    try {
      const element = await stage.show();
      expect(element.status).to.eql('healthy');
      expect(textOf(element, '.head')).to.contain('Healthy');
    } finally {
      Object.defineProperty(HTMLElement.prototype, 'attachInternals', attach);
    }
  });
});
