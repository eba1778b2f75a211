import type { AlignMonitor } from '../../../widget/index.js';
import { parseErrorGroups } from '../../../widget/data/error-groups.js';
import fc from 'fast-check';
import { find, findAll, mount, textOf, until } from '../support/element.js';
import { figuresOf, group, incident } from '../support/error-groups.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('the card of error groups', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.metrics = () => fixtures.failing(stage.time.now);
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}): Promise<AlignMonitor> => {
    const element = await mount({ variant: 'page', ...attributes }, 1200);
    await stage.time.until(() => findAll(element, '.group').length > 0);
    return element;
  };
  const open = async (element: AlignMonitor): Promise<void> => {
    find(element, '.group').click();
    await until(() => findAll(element, '.stack li').length > 0);
  };

  it('says of each group what broke, where, how often, for how many and since when', async () => {
    const rows = findAll(await shown(), '.group').map((row) => row.innerText.replace(/\s+/g, ' '));
    expect(rows).to.have.length(3);
    expect(rows[0]).to.contain('TypeError reflection.ts:42 new since 1.8.0');
    expect(rows[0]).to.contain('31 times 12 people');
    expect(rows[1]).to.contain('acknowledged by Mara');
    expect(rows[2]).to.contain('resolved in 1.7.9, came back');
    expect(rows[2]).to.contain('1 person');
  });

  it('is absent without groups', async () => {
    stage.server.metrics = () => fixtures.healthy(stage.time.now);
    const element = await mount({ variant: 'page' }, 1200);
    await stage.time.until(() => findAll(element, 'canvas').length === 3);
    expect(findAll(element, '.groups')).to.have.length(0);
  });

  it('asks for stacks and samples only when a group is opened, and links to the web alone', async () => {
    const element = await shown();
    expect(stage.server.askedErrors).to.eql(0);
    await open(element);
    expect(find(element, '.group').ariaExpanded).to.eql('true');
    expect(textOf(element, '.stack .own')).to.contain('nextStep src/reflection.ts:42:27');
    const links = findAll(element, '.group-open a').map((link) => link.getAttribute('href'));
    expect(links).to.have.length(3);
    for (const link of links) expect(link).to.match(/^https:/);
  });

  it('does not move the rows while one is open', async () => {
    const element = await shown();
    await open(element);
    const [first, second, ...others] = incident(stage.time.now);
    if (!first || !second) throw new Error('no groups');
    const turned = [{ ...second, window_count: 900 }, first, ...others];
    stage.server.metrics = () => ({ ...fixtures.failing(stage.time.now), error_groups: figuresOf(turned) });
    await stage.time.pass(5000);
    const titles = findAll(element, '.group .title b').map((title) => title.innerText);
    expect(titles).to.eql(['TypeError', 'TimeoutError', 'RangeError']);
    expect(textOf(element, '.groups')).to.contain('900 times');
  });

  it('lets an operator resolve a group, and a viewer only look', async () => {
    const element = await shown();
    await open(element);
    const labels = findAll(element, '.group-open .actions button').map((button) => button.innerText.split('\n')[0]);
    expect(labels.map((label) => label?.replace(/:.*/, ''))).to.eql(['Acknowledge', 'Mute', 'Resolve']);
    findAll(element, '.group-open .actions button')[2]?.click();
    await until(() => findAll(element, 'dialog[open]').length > 0);
    find(element, 'dialog button.first').click();
    await until(() => stage.server.posted.length > 0);
    expect(stage.server.posted[0]).to.eql({ path: '/monitoring/errors/f3a1c0de/resolve', body: {} });
  });

  it('tells nobody but the team on a panel', async () => {
    const element = await stage.show({ audience: 'team' });
    await until(() => findAll(element, '.group-line').length > 0);
    expect(textOf(element, '.group-line')).to.eql(
      'TypeError in reflection.ts:42 31 times, 12 people · new since 1.8.0',
    );
    expect(textOf(element, '.sentence')).to.contain('12 of 34 people saw an error in the last 5 minutes.');
  });

  it('reads any answer without throwing', () => {
    const all = parseErrorGroups({ groups: [group(0), 1, null, { samples: 7, stack: [{}] }] });
    expect(all?.map(({ type }) => type)).to.eql(['TypeError', '']);
    fc.assert(fc.property(fc.jsonValue(), (json) => (parseErrorGroups(json) ?? []).length >= 0));
  });
});
