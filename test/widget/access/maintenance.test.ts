import type { Metrics } from '../../../server/contract/index.js';
import { find, findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { historyOf } from '../support/history.js';
import { publicHistoryOf, sessionOf, statusOf } from '../support/public.js';
import { Stage } from '../support/stage.js';

const HOUR = 3_600_000;
const NOTE = 'We move the database <b>soon</b>';

describe('maintenance', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  /** It runs from an hour ago for two hours, and comes again in three days and on the same weekday of the next week. */
  const planned = (note: string): Metrics => {
    const { now } = stage.time;
    const window = (hours: number, text: string | null) => ({
      from: new Date(now + hours * HOUR).toISOString(),
      to: new Date(now + (hours + 2) * HOUR).toISOString(),
      note: text,
    });
    return { ...fixtures.healthy(now), maintenance: [window(-1, note), window(71, null), window(167, null)] };
  };
  const shown = async (
    audience: 'public' | 'operator',
    attributes: Record<string, string>,
    note = NOTE,
    width?: number,
  ) => {
    const isPublic = audience === 'public';
    stage.server.session = () => sessionOf(audience);
    stage.server.history = (range) => {
      const history = historyOf(stage.time.now, range);
      return isPublic ? publicHistoryOf(history) : history;
    };
    stage.server.metrics = () => (isPublic ? statusOf(planned(note)) : planned(note));
    const element = await stage.show(attributes, width);
    await stage.time.until(() => findAll(element, '.maintenance .alert').length === 3);
    return element;
  };

  for (const audience of ['public', 'operator'] as const) {
    for (const variant of ['panel', 'page'] as const) {
      it(`that runs and that is to come is said to the audience ${audience} in a ${variant}, with its note as text`, async () => {
        const element = await shown(audience, { variant }, NOTE, variant === 'page' ? 1000 : 360);
        const [running, soon, later] = findAll(element, '.maintenance .alert').map(({ innerText }) =>
          innerText.replace(/\s+/g, ' ').trim(),
        );
        expect(running).to.match(/^Maintenance until (\w+ )?\d\d:\d\d We move the database <b>soon<\/b>$/);
        for (const text of [soon, later]) {
          expect(text).to.match(/^Planned maintenance: \w{3}, \w{3} \d+, \d\d:\d\d to (\w+ )?\d\d:\d\d$/);
        }
        expect(findAll(element, '.maintenance b')).to.have.length(0);
        const isTeam = audience === 'operator' && variant === 'page';
        expect(textOf(element)).to.contain(isTeam ? 'Safe to route traffic' : 'Everything works normally.');
      });
    }
  }

  it('is said in the language of the element', async () => {
    const element = await shown('operator', { lang: 'de' });
    const [running, soon] = findAll(element, '.maintenance .alert p:first-of-type').map(({ innerText }) => innerText);
    expect(running).to.match(/^Wartung bis (\w+ )?\d\d:\d\d$/);
    expect(soon).to.match(/^Geplante Wartung: .+ bis .*\d\d:\d\d$/);
  });

  it('has a note that wraps, however long it and its words are', async () => {
    for (const note of ['long '.repeat(100), 'x'.repeat(500)]) {
      const element = await shown('public', {}, note, 320);
      expect(element.scrollWidth).to.be.at.most(320);
      const list = find(element, '.maintenance');
      expect(list.scrollWidth).to.be.at.most(list.clientWidth);
      element.remove();
    }
  });

  it('is no more shown when it is over, also where the answer is old', async () => {
    const element = await shown('public', { interval: '60' });
    const { now } = stage.time;
    const to = new Date(now + 5000).toISOString();
    const over = { from: new Date(now - HOUR).toISOString(), to, note: null };
    stage.server.metrics = () => statusOf({ ...fixtures.healthy(now), maintenance: [over] });
    await element.refresh();
    expect(findAll(element, '.maintenance .alert')).to.have.length(1);
    stage.server.answer = refuse(503);
    await stage.time.pass(10_000);
    await element.refresh();
    expect(findAll(element, '.maintenance .alert')).to.have.length(0);
  });
});
