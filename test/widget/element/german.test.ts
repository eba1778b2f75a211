import { fixture, html } from '@open-wc/testing';
import type { AlertCondition, Metrics } from '../../../server/contract/index.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { german } from '../../../widget/strings/de/de.js';
import { english } from '../../../widget/strings/en/en.js';
import { find, findAll, openTables, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone } from '../support/fake-server.js';
import { fixtures, type FixtureName } from '../support/fixtures.js';
import { historyOf } from '../support/history.js';
import { Stage } from '../support/stage.js';
import { allOf, textsOf, wordsIn } from '../support/words.js';

const P95: AlertCondition = {
  metric: 'p95',
  comparison: '>',
  error_class: null,
  check: null,
  endpoint: null,
  method: null,
};
/** The English words that are no German ones; `So` is short for Sunday. */
const germanWords = wordsIn(textsOf(await allOf(german)).values());
const ENGLISH = [...wordsIn(textsOf(await allOf(english)).values())].filter(
  (word) => word !== 'so' && !germanWords.has(word),
);

/** What is read or spoken. */
function texts(element: AlignMonitor): string[] {
  const walker = document.createTreeWalker(find(element, 'section').getRootNode(), NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walker.nextNode()) found.push(walker.currentNode.textContent ?? '');
  return [...found, ...findAll(element, '[aria-label]').map(({ ariaLabel }) => ariaLabel ?? '')];
}

function englishIn(element: AlignMonitor): string[] {
  const words = wordsIn(texts(element));
  return ENGLISH.filter((word) => words.has(word));
}

/** An answer whose alerts have codes, as every current server sends them. Names and messages of its own are German. */
function answer(name: FixtureName, now: number): Metrics {
  const metrics = fixtures[name](now);
  return {
    ...metrics,
    alerts: metrics.alerts.map((alert) => ({ ...alert, type: 'regel', condition: P95 })),
    checks: metrics.checks.map((check) => ({ ...check, message: check.message && 'ECONNREFUSED' })),
  };
}

describe('the words of an element', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  it('are waited for without any other word, in the size of what comes', async () => {
    stage.server.answer = stage.server.answerHistory = () => undefined;
    const place = await fixture<HTMLElement>(html`<div style="inline-size: 380px"></div>`);
    const elements = ['badge', 'panel', 'page'].map((variant) => {
      const element = document.createElement('align-monitor');
      Object.assign(element, { variant, label: 'Portal', lang: 'de' });
      return element;
    });
    place.append(...elements);
    const seen: string[] = [];
    const heights = new Set<number>();
    const look = () => {
      seen.push(...elements.flatMap((element) => texts(element)));
      for (const element of elements.slice(0, 2)) heights.add(element.offsetHeight);
    };
    await Promise.all(elements.map(({ updateComplete }) => updateComplete));
    look();
    expect([...wordsIn(seen)]).to.eql(['portal']);
    await stage.time.until(() => {
      look();
      return elements.every((element) => textOf(element).includes('Wird geladen'));
    });
    expect(ENGLISH.filter((word) => wordsIn(seen).has(word))).to.eql([]);
    expect(heights.size, [...heights].join()).to.eql(2);
  });

  it('follow the nearest lang when it changes', async () => {
    const element = await stage.show();
    document.documentElement.lang = 'de';
    await stage.time.pass(1000);
    await stage.time.until(() => textOf(element, 'h2') === 'In Ordnung');
    document.documentElement.removeAttribute('lang');
    await stage.time.pass(1000);
    await stage.time.until(() => textOf(element, 'h2') === 'Healthy');
  });
});

describe('<align-monitor lang="de">', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.history = (range) => {
      const history = historyOf(stage.time.now, range);
      return { ...history, alerts: history.alerts.map((alert) => ({ ...alert, condition: P95 })) };
    };
  });

  afterEach(() => stage.clear());

  for (const name of ['healthy', 'warning', 'degraded', 'few', 'idle', 'empty'] as const) {
    it(`is German throughout as a badge and as a panel with ${name} figures, for everyone and for the team`, async () => {
      stage.server.metrics = () => answer(name, stage.time.now);
      for (const audience of ['everyone', 'team']) {
        const badge = await stage.show({ lang: 'de', audience, variant: 'badge' });
        find(badge, '[part=badge]').click();
        const panel = await stage.show({ lang: 'de', audience });
        openTables(panel, 'details');
        await stage.time.until(() => findAll(panel, 'table').length > 0);
        for (const element of [badge, panel]) expect(englishIn(element)).to.eql([]);
      }
    });

    it(`is German throughout as a page with ${name} figures, whatever is opened`, async () => {
      stage.server.metrics = () => answer(name, stage.time.now);
      const page = await stage.show({ lang: 'de', variant: 'page' }, 1200);
      await stage.time.until(() => findAll(page, '.chart').length > 0 && findAll(page, '.strip svg').length > 0);
      for (const range of findAll(page, '[name=range]')) {
        range.click();
        await stage.time.settle();
        for (const button of findAll(page, '.chart .title .quiet, .open')) button.click();
        openTables(page, 'details');
        await stage.time.settle();
        expect(englishIn(page)).to.eql([]);
        expect(texts(page).filter((text) => text.includes('..'))).to.eql([]);
      }
    });
  }

  it('says in German what is wrong, since when, and what became of a deploy', async () => {
    stage.server.metrics = () => answer('degraded', stage.time.now);
    const page = await stage.show({ lang: 'de', variant: 'page' }, 1200);
    await stage.time.until(() => findAll(page, '.incidents').length > 0);
    const plain = (selector: string) => textOf(page, selector).replaceAll('\u00a0', ' ');
    expect(plain('.verdict')).to.eql(
      'Keinen Traffic hierher leiten; Ursache untersuchen P95-Latenz 612 ms liegt über 500 ms. ' +
        'Seit Deployment 1.8.0 (vor 15 m): Fehlerrate 0,4 % (vorher 0,5 %, kein Unterschied), ' +
        'P95 612 ms (vorher 128 ms, schlechter); 31.204 Anfragen; schlechter: GET /start_reflection.',
    );
    expect(plain('.alerts .alert')).to.contain('Aktiv, Warnung: P95-Latenz 612 ms (Grenzwert 500 ms, letzte 60 s)');
    expect(plain('.incidents .more')).to.eql(
      'P95-Latenz 612 ms (Grenzwert 500 ms, letzte 60 s) · P95-Latenz 612 ms (Grenzwert 500 ms, letzte 60 s)',
    );
    expect(plain('.checks .tone-warning')).to.eql('mcp gestört 12 ms · seit 4 Min. ECONNREFUSED');
  });

  it('asks in German before an alert is acknowledged or muted', async () => {
    stage.server.metrics = () => answer('degraded', stage.time.now);
    stage.server.answerPost = gone;
    const page = await stage.show({ lang: 'de', variant: 'page' }, 1200);
    for (const index of [0, 1]) {
      await stage.time.until(() => findAll(page, '.alert .actions button').length === 2);
      findAll(page, '.alert .actions button')[index]?.click();
      await stage.time.until(() => findAll(page, 'dialog').length > 0);
      find(page, 'dialog .first').click();
      await stage.time.until(() => textOf(page, '.problem') !== '');
      expect(englishIn(page)).to.eql([]);
      find(page, 'dialog [type=button]').click();
      await stage.time.until(() => findAll(page, 'dialog').length === 0);
    }
  });

  it('ends a sentence with one full stop, also when a check’s own message has one', async () => {
    const check = { name: 'mcp', message: 'Connection refused.' };
    stage.server.metrics = () => {
      const metrics = answer('degraded', stage.time.now);
      return { ...metrics, reasons: metrics.reasons.map((reason) => ({ ...reason, what: 'check:mcp', check })) };
    };
    const panel = await stage.show({ lang: 'de', audience: 'team' });
    expect(textOf(panel, '[part=sentence]')).to.eql(
      'mcp schlägt fehl: Connection refused. Keinen Traffic hierher leiten; Ursache untersuchen.',
    );
  });
});
