import { resolveSettings } from '../../../widget/settings.js';
import { expect } from '../support/expect.js';

const BASE = 'https://portal.example/courses/7?x#y';

function resolve(attributes: Record<string, string>) {
  const warnings: string[] = [];
  const settings = resolveSettings(
    (name) => attributes[name] ?? null,
    BASE,
    (message) => warnings.push(message),
  );
  return { ...settings, warnings };
}

describe('settings', () => {
  it('have defaults and say nothing about them', () => {
    expect(resolve({})).to.eql({
      src: 'https://portal.example/metrics',
      healthSrc: 'https://portal.example/health/detailed',
      historySrc: 'https://portal.example/metrics/history',
      interval: 5,
      variant: 'panel',
      theme: 'auto',
      audience: 'everyone',
      label: '',
      credentials: 'same-origin',
      warnings: [],
    });
  });

  it('find the detailed health beside the figures', () => {
    expect(resolve({ src: 'metrics' }).healthSrc).to.eql('https://portal.example/courses/health/detailed');
    expect(resolve({ src: '/base/metrics?token=1' }).healthSrc).to.eql(
      'https://portal.example/base/health/detailed?token=1',
    );
    expect(resolve({ src: '/figures.json' }).healthSrc).to.eql(null);
    expect(resolve({ src: '/figures.json', 'health-src': '/h' }).healthSrc).to.eql('https://portal.example/h');
  });

  it('find the history beside the figures', () => {
    expect(resolve({ src: '/base/metrics?token=1#top' }).historySrc).to.eql(
      'https://portal.example/base/metrics/history?token=1',
    );
    expect(resolve({ src: '/figures.json?from=/metrics' }).historySrc).to.eql(null);
    expect(resolve({ src: '/figures.json', 'history-src': '/h' }).historySrc).to.eql('https://portal.example/h');
  });

  it('take an interval of 1 to 3600 seconds and the nearest one for any other', () => {
    for (const [given, used] of [
      ['5', 5],
      ['0.5', 1],
      ['0', 1],
      ['-3', 1],
      ['99999', 3600],
      ['Infinity', 3600],
      ['5s', 5],
      ['often', 5],
      ['NaN', 5],
    ] as const) {
      const { interval, warnings } = resolve({ interval: given });
      expect(interval, given).to.eql(used);
      expect(warnings, given).to.have.length(given === '5' ? 0 : 1);
    }
  });

  it('speak to the team on a page and to everyone else elsewhere', () => {
    expect(resolve({ variant: 'page' }).audience).to.eql('team');
    expect(resolve({ variant: 'page', audience: 'everyone' }).audience).to.eql('everyone');
    expect(resolve({ audience: 'team' }).audience).to.eql('team');
  });

  for (const [name, value, used] of [
    ['variant', 'banner', 'panel'],
    ['variant', '__proto__', 'panel'],
    ['theme', 'blue', 'auto'],
    ['audience', 'nobody', 'everyone'],
    ['credentials', 'always', 'same-origin'],
    ['src', 'javascript:alert(1)', 'https://portal.example/metrics'],
    ['src', 'https://', 'https://portal.example/metrics'],
  ] as const) {
    it(`take ${used} for ${name}="${value}"`, () => {
      const settings = resolve({ [name]: value });
      expect(settings[name]).to.eql(used);
      expect(settings.warnings).to.have.length(1);
    });
  }

  it('name the attribute, what it is and what is used', () => {
    expect(resolve({ theme: 'blue' }).warnings[0]).to.eql('theme="blue" is of no use; using auto.');
  });
});
