import type { Metrics } from '../../../server/contract/index.js';
import { find, findAll, openTables, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { historyOf } from '../support/history.js';
import { levelOf, publicHistoryOf, sessionOf, statusOf } from '../support/public.js';
import { Stage } from '../support/stage.js';

const MINUTE = 60_000;

describe('what the public is shown', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.session = () => sessionOf('public');
    stage.server.history = (range) => publicHistoryOf(historyOf(stage.time.now, range));
  });

  afterEach(() => stage.clear());

  /** An element for the status of an answer, with all that is loaded later. */
  const shown = async (make: (now: number) => Metrics, attributes: Record<string, string> = {}, width?: number) => {
    stage.server.metrics = () => statusOf(make(stage.time.now));
    const element = await stage.show(attributes, width);
    await stage.time.until(() => findAll(element, '.cells svg').length > 0 && findAll(element, '.sign-in').length > 0);
    return element;
  };
  const troubled = (now: number): Metrics => {
    const metrics = fixtures.degraded(now);
    const [slow] = metrics.reasons;
    if (slow === undefined) throw new Error('There is no reason.');
    const failing = { ...slow, what: 'error_rate_percent', value: 9, limit: 5, unit: '%' as const };
    const from = new Date(now + 60 * MINUTE).toISOString();
    const to = new Date(now + 120 * MINUTE).toISOString();
    return {
      ...metrics,
      reasons: [failing, { ...slow, level: 'warning' }],
      maintenance: [{ from, to, note: 'We move the database' }],
      since: new Date(now - 9 * MINUTE).toISOString(),
    };
  };

  it('is the sentence, the four figures, the error classes and the last day', async () => {
    const element = await shown(fixtures.healthy);
    expect(element.status).to.eql('healthy');
    expect(textOf(element, '.sentence')).to.eql('Everything works normally. 12 people active.');
    expect(findAll(element, '.value').map((value) => value.innerText.replace(/\s+/g, ' '))).to.eql([
      '0.5 %',
      '131 ms',
      '1.4 /s',
      '12',
    ]);
    expect(textOf(element, '.classes')).to.eql('1 rejected form 3 client errors last 5 min');
    expect(textOf(element, '.strip')).to.contain('healthy 98.2 %');
    expect(findAll(element, '.endpoint, .alerts')).to.have.length(0);
  });

  it('is why a figure stands out, and no limit, which it is not given', async () => {
    const element = await shown(troubled);
    const remarks = findAll(element, '.remark').map(({ innerText }) => innerText.trim());
    expect(remarks).to.eql(['', 'slower than usual', '', '']);
    expect(findAll(element, '.figure.tone-degraded')).to.have.length(1);
    expect(findAll(element, '.figure.tone-warning')).to.have.length(1);
    expect(findAll(element, '.limit').map((limit) => limit.getAttribute('d'))).to.eql(['', '', '', '']);
  });

  it('is for how long the alert of a figure has fired, whatever else the level began with', async () => {
    const element = await shown((now) => ({ ...fixtures.degraded(now), since: troubled(now).since }));
    const remarks = findAll(element, '.remark').map(({ innerText }) => innerText.trim());
    expect(remarks).to.eql(['', 'for 4 min', '', '']);
  });

  it('is planned maintenance with its note, and what fires, in the words of its rule', async () => {
    const element = await shown(troubled);
    const [plan, alert, ...others] = findAll(element, '.card > .list .alert').map(({ innerText }) =>
      innerText.replace(/\s+/g, ' '),
    );
    expect(alert).to.match(/Answers take long for 4 min$/);
    expect(plan).to.match(/^Planned maintenance: .*\d\d:00 to .*\d\d:00 We move the database$/);
    expect(others).to.eql([]);
  });

  it('is the name of a rule that has no words', async () => {
    const element = await shown((now) => {
      const metrics = troubled(now);
      return { ...metrics, alerts: metrics.alerts.map((alert) => ({ ...alert, type: 'queue_long' })) };
    });
    expect(textOf(element, '.alerts .alert')).to.contain('queue_long');
  });

  it('is in the language of the element', async () => {
    const element = await shown(troubled, { lang: 'de' });
    expect(textOf(element, '.sentence')).to.eql('Bei uns liegt eine Störung vor. Das Team wurde alarmiert.');
    expect(textOf(element, '.alerts .alert')).to.contain('Antworten dauern lange');
    expect(textOf(element, '.maintenance')).to.match(/^Geplante Wartung: .*\d\d:00 bis .*\d\d:00/);
    expect(textOf(element, '.sign-in')).to.eql('Anmelden, um mehr zu sehen');
    expect(findAll(element, '.remark')[1]?.innerText).to.eql('langsamer als üblich');
  });

  it('is what the team is shown, whatever the attribute says, only to the team', async () => {
    const element = await shown(troubled, { audience: 'team' });
    expect(textOf(element, '.sentence')).to.eql('Something is wrong on our side. The team has been alerted.');
  });

  it('has a table of its figures like every panel', async () => {
    const element = await shown(fixtures.healthy);
    openTables(element, '.data-table');
    await stage.time.until(() => findAll(element, 'tbody tr').length === 60);
  });

  it('asks for the last day once in five minutes', async () => {
    const element = await shown(fixtures.healthy, { interval: '60' });
    expect(stage.server.askedHistory).to.eql(['24h']);
    await stage.time.pass(4 * MINUTE);
    expect(stage.server.askedHistory).to.eql(['24h']);
    await stage.time.pass(2 * MINUTE);
    expect(stage.server.askedHistory).to.eql(['24h', '24h']);
    expect(element.status).to.eql('healthy');
  });

  it('is asked for by a badge only while its panel is open', async () => {
    stage.server.metrics = () => statusOf(fixtures.healthy(stage.time.now));
    const element = await stage.show({ variant: 'badge' });
    await stage.time.pass(5000);
    expect([stage.server.askedSession, stage.server.askedHistory]).to.eql([0, []]);
    find(element, '[part=badge]').click();
    await stage.time.until(() => findAll(element, '.sign-in').length === 1);
  });

  describe('of the level alone', () => {
    for (const [name, make, sentence] of [
      ['healthy', fixtures.healthy, 'Everything works normally.'],
      ['empty', fixtures.empty, 'Everything works normally.'],
      ['warning', fixtures.warning, 'Not everything works as it should. The team can see it.'],
      ['degraded', fixtures.degraded, 'Something is wrong on our side. The team can see it.'],
      ['recovering', fixtures.recovering, 'It is getting better.'],
    ] as const) {
      it(`is a sentence without any figure when it is ${name}`, async () => {
        stage.server.metrics = () => levelOf(make(stage.time.now));
        const element = await stage.show();
        await stage.time.until(() => findAll(element, '.sign-in').length > 0);
        expect(element.status).to.eql(make(stage.time.now).status);
        expect(textOf(element, '.sentence')).to.eql(sentence);
        expect(findAll(element, '.figures, .classes, .endpoints, .strip, details')).to.have.length(0);
        expect(element.matches(':state(empty)')).to.eql(false);
        expect(stage.server.askedHistory).to.eql([]);
      });
    }

    it('is no more on a page', async () => {
      stage.server.metrics = () => levelOf(fixtures.healthy(stage.time.now));
      stage.server.answerHistory = refuse(401);
      const element = await stage.show({ variant: 'page' }, 1000);
      await stage.time.until(() => findAll(element, '.sign-in').length > 0);
      expect(textOf(element, '.verdict')).to.eql('Healthy Everything works normally.');
      expect(findAll(element, '.figures, .charts, .strip, .ranges, .facts')).to.have.length(0);
    });
  });

  it('is no chart, endpoint, process or button on a page', async () => {
    const element = await shown(troubled, { variant: 'page' }, 1000);
    await stage.time.until(() => findAll(element, '.alerts').length > 0);
    expect(findAll(element, '.charts, .endpoints-table, .checks, .ranges, .actions, [part=account]')).to.have.length(0);
    const texts = textOf(element);
    for (const name of ['Process', 'Heap', 'Instance', 'k3v9', 'Deploy']) expect(texts.includes(name)).to.eql(false);
    expect(texts).to.contain('31,204 requests, 127 failed');
    expect(texts).to.contain('Answers take long');
    expect(stage.server.healthSignals).to.have.length(0);
  });

  for (const width of [360, 1280]) {
    it(`is no less than the page draws before it is known who is asking, at ${width} px`, async () => {
      const given = await shown(fixtures.healthy, { variant: 'page' }, width);
      const height = find(given, 'section').offsetHeight;
      stage.server.answer = () => undefined;
      const loading = await stage.show({ variant: 'page', credentials: 'omit' }, width);
      await stage.time.until(() => findAll(loading, '.figures').length > 0);
      expect(loading.status).to.eql('loading');
      expect(find(loading, 'section').offsetHeight).to.be.within(300, height);
    });
  }

  it('counts the app’s own classes as one', async () => {
    const element = await shown(
      (now) => {
        const metrics = fixtures.healthy(now);
        return { ...metrics, errors: { ...metrics.errors, recent_other: 7 } };
      },
      { lang: 'de' },
    );
    expect(textOf(element, '.classes')).to.contain('7 andere Fehler');
  });

  it('is everything after signing in, and no more after that has ended', async () => {
    const element = await shown(fixtures.healthy);
    stage.server.metrics = () => fixtures.healthy(stage.time.now);
    stage.server.session = () => sessionOf('operator');
    await element.refresh();
    await stage.time.until(() => findAll(element, '.endpoint').length === 5);
    expect(findAll(element, '.sign-in, .strip')).to.have.length(0);
    expect(textOf(element, '.remark')).to.eql('2 of 420 requests');
    stage.server.metrics = () => statusOf(fixtures.healthy(stage.time.now));
    stage.server.session = () => sessionOf('public');
    await element.refresh();
    await stage.time.until(() => findAll(element, '.sign-in').length === 1);
    expect(findAll(element, '.endpoint')).to.have.length(0);
  });
});
