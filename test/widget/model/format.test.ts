import { fixture, html } from '@open-wc/testing';
import { clockText } from '../../../widget/model/text/clock.js';
import { formatFor, quantityText, nearestLang } from '../../../widget/model/text/format.js';
import { expect } from '../support/expect.js';

const english = formatFor('en');
const german = formatFor('de');

describe('figures', () => {
  it('have about two digits that mean something', () => {
    const percents = [0, 0.004, 0.04, 0.476, 2.31, 10, 99.96, 100].map((value) => english.percent(value).value);
    expect(percents).to.eql(['0', '<0.01', '0.04', '0.5', '2.3', '10', '100', '100']);
    expect([0.2, 1.4, 38.24, 640, 12_345].map((value) => english.rate(value).value)).to.eql([
      '0.2',
      '1.4',
      '38.2',
      '640',
      '12.3K',
    ]);
  });

  it('are seconds where milliseconds would be too many', () => {
    const latencies = [0.42, 3.1, 131.5, 9999, 10_000, 123_456].map((value) => quantityText(english.latency(value)));
    expect(latencies).to.eql(['0.4\u00a0ms', '3.1\u00a0ms', '132\u00a0ms', '9,999\u00a0ms', '10\u00a0s', '123\u00a0s']);
  });

  it('stay short however large they are', () => {
    expect([12, 9999, 123_456_789, Number.MAX_SAFE_INTEGER].map(english.short)).to.eql([
      '12',
      '9,999',
      '123M',
      '9010T',
    ]);
    expect(english.count(123_456_789)).to.eql('123,456,789');
  });

  it('are written as the language writes them', () => {
    expect(german.percent(0.476).value).to.eql('0,5');
    expect(german.count(1_234_567)).to.eql('1.234.567');
    expect(formatFor('ar-EG').count(12)).to.eql('١٢');
  });
});

describe('times', () => {
  it('are told from now', () => {
    expect([0, 3, 59, 120, 7200, 200_000].map(english.ago)).to.eql([
      'now',
      '3s ago',
      '59s ago',
      '2m ago',
      '2h ago',
      '2d ago',
    ]);
    expect([20, 240, 3600, 259_200].map(english.span)).to.eql(['20 sec', '4 min', '1 hr', '3 days']);
  });

  it('use the clock of 24 hours', () => {
    const at = new Date(2026, 10, 23, 21, 4, 5).getTime();
    expect(clockText(at, { hour: '2-digit', minute: '2-digit' }, english)).to.eql('21:04');
  });
});

describe('the language', () => {
  it('is that of the nearest lang, through shadow roots', async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="de"><section></section></div>`);
    const host = outer.querySelector('section');
    if (host === null) throw new Error('no host');
    const inner = document.createElement('p');
    host.attachShadow({ mode: 'open' }).append(inner);
    expect(nearestLang(inner)).to.eql('de');
    host.lang = 'fr';
    expect(nearestLang(inner)).to.eql('fr');
  });

  it('is the browser’s own where the lang is none', () => {
    for (const lang of ['', 'no such language', 'x_y', '\u0000']) expect(formatFor(lang).count(1)).to.eql('1');
  });
});
