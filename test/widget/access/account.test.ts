import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { sessionOf } from '../support/public.js';
import { Stage } from '../support/stage.js';

describe('the menu of who is signed in', () => {
  let stage: Stage;
  const realGo = Object.getOwnPropertyDescriptor(History.prototype, 'go') ?? {};
  const reloads: (number | undefined)[] = [];

  beforeEach(() => {
    stage = new Stage();
    reloads.length = 0;
    History.prototype.go = (delta) => void reloads.push(delta);
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const until = new Date(stage.time.now + 43_200_000).toISOString();
    stage.server.session = () => sessionOf('operator', { name: 'Ada', until });
  });

  afterEach(async () => {
    Object.defineProperty(History.prototype, 'go', realGo);
    await stage.clear();
  });

  const shown = async (attributes: Record<string, string> = {}) => {
    const element = await stage.show({ variant: 'page', ...attributes }, 1200);
    await stage.time.until(() => findAll(element, '[part=account]').length === 1);
    return element;
  };
  const open = async (element: AlignMonitor) => {
    find(element, '[part=account]').focus();
    find(element, '[part=account]').click();
    await stage.time.until(() => findAll(element, '.menu .who').length === 1);
  };
  const press = (element: AlignMonitor, text: string) =>
    findAll(element, '.menu button')
      .find(({ innerText }) => innerText === text)
      ?.click();
  const focused = (element: AlignMonitor) => element.shadowRoot?.activeElement?.getAttribute('part');

  it('opens at a button that says who is signed in', async () => {
    const element = await shown();
    expect(textOf(element, '[part=account]')).to.eql('Signed in as operator');
    expect(stage.server.askedSession).to.eql(0);
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 2);
    expect(textOf(element, '.menu')).to.match(
      /^Signed in as operator \(Ada\) Sees everything; may acknowledge, mute and mark deploys\. Until .*\d\d:\d\d Mark a deploy Sign out$/,
    );
  });

  it('is in the language of the element', async () => {
    const element = await shown({ lang: 'de' });
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 2);
    expect(textOf(element, '.menu')).to.contain('Angemeldet als Betreiber (Ada) Sieht alles;');
    expect(findAll(element, '.menu button').map(({ innerText }) => innerText)).to.eql([
      'Deployment eintragen',
      'Abmelden',
    ]);
  });

  it('closes by Escape, which gives the focus back to the button', async () => {
    const element = await shown();
    await open(element);
    const menu = find(element, '.menu');
    expect(menu.matches(':popover-open')).to.eql(true);
    findAll(element, '.menu button')[0]?.focus();
    menu.hidePopover();
    await stage.time.settle();
    expect(focused(element)).to.contain('account');
    expect(findAll(element, '.menu *')).to.have.length(0);
  });

  it('lets a viewer do nothing but sign out, and shows no button that changes anything', async () => {
    stage.server.metrics = () => ({ ...fixtures.handled(stage.time.now), audience: 'viewer' });
    stage.server.session = () => sessionOf('viewer', { until: new Date(stage.time.now).toISOString() });
    const element = await shown();
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 1);
    expect(textOf(element, '.menu')).to.match(/^Signed in as viewer Sees everything\. Until .* Sign out$/);
    expect(findAll(element, '.actions button')).to.have.length(0);
  });

  it('lets nobody sign out whom a token or the app has signed in', async () => {
    stage.server.session = () => sessionOf('operator');
    const element = await shown();
    await open(element);
    await stage.time.settle();
    expect(findAll(element, '.menu button').map(({ innerText }) => innerText)).to.eql(['Mark a deploy']);
  });

  it('ends the session, and loads the page anew so that nothing stays on it', async () => {
    const element = await shown();
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 2);
    press(element, 'Sign out');
    await stage.time.until(() => reloads.length === 1);
    expect(reloads).to.eql([0]);
    expect(stage.server.posted).to.eql([{ path: '/monitoring/sign-out', body: {} }]);
  });

  it('has ended the session, too, where the monitor shows nothing to whoever is not signed in', async () => {
    stage.server.answerPost = refuse(401);
    const element = await shown();
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 2);
    press(element, 'Sign out');
    await stage.time.until(() => reloads.length === 1);
  });

  it('says that signing out has failed', async () => {
    stage.server.answerPost = refuse(500);
    const element = await shown();
    await open(element);
    await stage.time.until(() => findAll(element, '.menu button').length === 2);
    press(element, 'Sign out');
    await stage.time.until(() => textOf(element, '.menu [role=status]') !== '');
    expect(textOf(element, '.menu [role=status]')).to.eql('That did not work (500). Try again.');
    expect(reloads).to.eql([]);
  });

  it('marks a deploy in a dialog, with a version and a note', async () => {
    const element = await shown();
    await open(element);
    press(element, 'Mark a deploy');
    await stage.time.until(() => findAll(element, 'dialog[open]').length === 1);
    expect(textOf(element, 'dialog h2')).to.eql('Mark a deploy');
    expect(findAll(element, 'dialog input').map((input) => input.getAttribute('name'))).to.eql(['version', 'note']);
    find(element, 'dialog .first').click();
    await stage.time.settle();
    expect(stage.server.posted, 'without a version').to.eql([]);
    (find(element, 'input[name=version]') as HTMLInputElement).value = ' 1.9.0 ';
    (find(element, 'input[name=note]') as HTMLInputElement).value = 'Faster';
    const before = stage.server.asked.length;
    find(element, 'dialog .first').click();
    await stage.time.until(() => findAll(element, 'dialog').length === 0);
    expect(stage.server.posted).to.eql([{ path: '/monitoring/deploys', body: { version: '1.9.0', note: 'Faster' } }]);
    expect(stage.server.asked).to.have.length(before + 1);
    expect(focused(element)).to.contain('account');
  });

  for (const theme of ['light', 'dark']) {
    it(`has nothing that axe finds, in ${theme}`, async () => {
      const element = await shown({ theme });
      await open(element);
      await stage.time.until(() => findAll(element, '.menu button').length === 2);
      stage.time.restore();
      await expect(element).to.be.accessible();
    });
  }
});
