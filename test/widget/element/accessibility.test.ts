import { LONGEST_RANGE } from '../../../server/contract/index.js';
import { english } from '../../../widget/strings/en/en.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, mount, openTables, until } from '../support/element.js';
import { expect } from '../support/expect.js';
import { FakeServer, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';

describe('everybody can use', () => {
  let server: FakeServer;

  beforeEach(() => {
    server = new FakeServer();
  });

  afterEach(() => {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    server.restore();
  });

  for (const theme of ['light', 'dark']) {
    it(`the page with a range of history and its incidents opened, in ${theme}: axe finds nothing`, async () => {
      server.metrics = () => fixtures.degraded(Date.now());
      const element = await mount({ variant: 'page', theme, label: 'Instructor portal' }, 1000);
      await until(() => findAll(element, '.incidents').length === 1 && areChartsDrawn(element));
      openTables(element, '.incidents');
      findAll(element, '.heading label').at(-1)?.click();
      await until(
        () => findAll(element, '.chart h2')[0]?.innerText === `Latency last ${english.ranges[LONGEST_RANGE]}`,
      );
      await expect(element).to.be.accessible();
    });

    it(`the page whose history could not be loaded, in ${theme}: axe finds nothing`, async () => {
      server.answerHistory = refuse(500);
      const element = await mount({ variant: 'page', theme }, 1000);
      await until(() => areChartsDrawn(element));
      findAll(element, '.heading label')[2]?.click();
      await until(() => findAll(element, '.charts .problem').length === 1);
      await expect(element).to.be.accessible();
    });

    it(`the dialog about an alert, refused, in ${theme}: axe finds nothing`, async () => {
      server.metrics = () => fixtures.degraded(Date.now());
      server.answerPost = refuse(403);
      const element = await mount({ variant: 'page', theme }, 1000);
      await until(() => findAll(element, '.alerts button').length === 2);
      findAll(element, '.alerts button')[1]?.click();
      await until(() => findAll(element, 'dialog[open]').length === 1);
      find(element, 'dialog .first').click();
      await until(() => findAll(element, 'dialog .problem:not(:empty)').length === 1);
      await expect(element).to.be.accessible();
    });

    it(`the cells of the strip, which tell themselves from the background three to one, in ${theme}`, async () => {
      const element = await mount({ variant: 'page', theme }, 1000);
      await until(() => findAll(element, '.cells svg').length === 3);
      const surface = rgb(getComputedStyle(find(element, '.card')).backgroundColor);
      for (const kind of ['healthy', 'warning', 'degraded']) {
        const mark = rgb(getComputedStyle(find(element, `.cells .${kind}`)).fill);
        expect(contrast(mark, surface), kind).to.be.at.least(3);
      }
      const gap = rgb(getComputedStyle(find(element, '.cells .gap')).stroke);
      expect(contrast(gap, surface), 'gap').to.be.at.least(3);
    });
  }

  it('the dialog with the keyboard: it has the focus while it is open, and gives it back', async () => {
    server.metrics = () => fixtures.degraded(Date.now());
    const element = await mount({ variant: 'page' }, 1000);
    await until(() => findAll(element, '.alerts button').length === 2);
    const button = find(element, '.alerts button');
    button.focus();
    button.click();
    await until(() => findAll(element, 'dialog[open]').length === 1);
    expect(element.shadowRoot?.activeElement?.closest('dialog') === null).to.eql(false);
    find(element, 'dialog .actions button').click();
    // An answer that is drawn between the press and the event that tells of it must not open the dialog again.
    element.requestUpdate();
    await element.updateComplete;
    await until(() => findAll(element, 'dialog').length === 0);
    expect(element.shadowRoot?.activeElement === button).to.eql(true);
  });

  it('the page from right to left: nothing sticks out', async () => {
    server.metrics = () => fixtures.handled(Date.now());
    const element = await mount({ variant: 'page' }, 340);
    if (element.parentElement) element.parentElement.dir = 'rtl';
    await until(() => findAll(element, '.cells svg').length === 3 && areChartsDrawn(element));
    const { left, right } = element.getBoundingClientRect();
    for (const part of findAll(element, 'section *:not(.hidden, .plot *, .cells *, :empty)')) {
      const box = part.getBoundingClientRect();
      if (box.width === 0) continue;
      expect(box.left, part.className || part.tagName).to.be.at.least(left - 0.5);
      expect(box.right, part.className || part.tagName).to.be.at.most(right + 0.5);
    }
  });

  it('the opened table: axe finds nothing', async () => {
    const element = await mount();
    await until(() => findAll(element, '.data-table:not([inert])').length === 1 && element.data !== null);
    openTables(element, '.data-table');
    await until(() => findAll(element, '.scroll table').length === 1);
    await expect(element).to.be.accessible();
    expect(find(element, '.scroll').tabIndex).to.eql(0);
  });

  it('a region with the name of the system', async () => {
    const element = await mount({ label: 'Instructor portal' });
    expect(find(element, 'section').ariaLabel).to.eql('Instructor portal');
    element.label = '';
    await element.updateComplete;
    expect(find(element, 'section').ariaLabel).to.eql('System status');
  });

  it('buttons and details with the keyboard alone, in the order in which they are seen', async () => {
    const element = await mount();
    await until(() => element.data !== null);
    await until(() => findAll(element, '.data-table:not([inert])').length > 0);
    const stops = findAll(element, 'button, summary, [tabindex]').map(({ tagName }) => tagName);
    expect(stops).to.eql(['BUTTON', 'SUMMARY']);
    expect(find(element, 'button').ariaLabel).to.eql('Refresh');
  });

  it('the page from right to left: nothing sticks out, bars begin at the right', async () => {
    const element = await mount({}, 380);
    if (element.parentElement) element.parentElement.dir = 'rtl';
    await until(() => findAll(element, '.bar rect').length === 5);
    const host = element.getBoundingClientRect();
    for (const part of findAll(element, 'section *:not(.hidden, :empty)')) {
      expect(part.getBoundingClientRect().left, part.className || part.tagName).to.be.at.least(host.left - 0.5);
    }
    const bar = find(element, '.bar').getBoundingClientRect();
    expect(find(element, '.bar rect').getBoundingClientRect().right).to.be.closeTo(bar.right, 1);
  });

  it('lines that tell themselves from the background three to one', async () => {
    for (const theme of ['light', 'dark']) {
      const element = await mount({ theme });
      await until(() => element.data !== null);
      const surface = rgb(getComputedStyle(find(element, '.card')).backgroundColor);
      for (const selector of ['.spark .line', '.sessions .line', '.spark .limit', '.icon .shape']) {
        const mark = rgb(getComputedStyle(find(element, selector)).stroke);
        expect(contrast(mark, surface), `${selector} in ${theme}`).to.be.at.least(3);
      }
    }
  });
});

function areChartsDrawn(element: AlignMonitor): boolean {
  return findAll(element, 'canvas').length > 1;
}

function rgb(colour: string): number[] {
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** The contrast ratio of WCAG 2. */
function contrast(one: number[], other: number[]): number {
  const luminance = (channels: number[]) => {
    const [red = 0, green = 0, blue = 0] = channels
      .map((channel) => channel / 255)
      .map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
