import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import Koa from 'koa';
import { badge, type BadgeFacts } from '../../../server/api/pictures/badge-svg.js';
import type { ApiError, Level, Metrics } from '../../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../../server/monitor.js';
import { ask, listen } from '../support/http.js';
import { Watched } from '../support/watched.js';
import { readXml, type XmlElement } from '../support/xml.js';

const BADGE = '/monitoring/badge.svg';

async function serve(test: TestContext, monitor: Monitor): Promise<string> {
  const app = await listen(new Koa().use(monitor.koa()).callback());
  test.after(app.close);
  return app.url;
}

async function started(test: TestContext, options?: Parameters<typeof createMonitor>[0]): Promise<string> {
  const monitor = createMonitor(options);
  test.after(() => monitor.close());
  return serve(test, monitor);
}

/** What a screen reader reads; it is there twice, for those that know only one of them. */
function spoken(picture: string): string {
  const [svg, title] = readXml(picture);
  assert.deepEqual([svg?.name, svg?.attributes['role'], title?.name], ['svg', 'img', 'title']);
  assert.equal(svg?.attributes['aria-label'], title?.text);
  return title?.text ?? '';
}

const texts = (picture: string): string[] =>
  readXml(picture)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);

describe('GET /monitoring/badge.svg', () => {
  it('is an image that is kept for one interval and may be opened as a document', async (test) => {
    const url = await started(test);
    const { body, headers, status } = await ask(url + BADGE);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'image/svg+xml');
    assert.equal(headers['cache-control'], 'public, max-age=5');
    assert.equal(headers['content-security-policy'], "default-src 'none'; style-src 'unsafe-inline'");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(spoken(body), 'System status: Healthy');
    assert.deepEqual(texts(body), ['Healthy']);
  });

  it('answers HEAD, and 304 to whoever has it already', async (test) => {
    const url = await started(test);
    const { headers } = await ask(url + BADGE);
    const head = await ask(url + BADGE, { method: 'HEAD' });
    assert.deepEqual([head.status, head.body, head.headers['content-length']], [200, '', headers['content-length']]);
    const asked = { headers: { 'If-None-Match': String(headers.etag) } };
    const again = await ask(url + BADGE, asked);
    assert.deepEqual([again.status, again.body, again.headers['cache-control']], [304, '', 'public, max-age=5']);
    assert.equal((await ask(`${url}${BADGE}?label=Portal`, asked)).status, 200, 'another picture');
  });

  it('shows the level of /metrics and how many alerts fire', async (test) => {
    const watched = await Watched.start(test);
    const url = await serve(test, watched.monitor);
    const shown = async (): Promise<string> => {
      const [{ body }, metrics] = await Promise.all([ask(`${url}${BADGE}?label=Portal`), ask(`${url}/metrics`)]);
      const { status, alerts } = JSON.parse(metrics.body) as Metrics;
      const firing = alerts.filter(({ state }) => state === 'firing').length;
      const [label, told = ''] = texts(body);
      assert.equal(label, 'Portal');
      assert.equal(told.split(' · ')[0]?.toLowerCase(), status);
      assert.equal(told.split(' · ')[1] ?? '', ['', '1 alert'][firing] ?? `${firing} alerts`);
      assert.equal(spoken(body), `Portal: ${told.replace(' · ', ', ')}`);
      return told;
    };
    assert.equal(await shown(), 'Healthy', 'before the first request');
    await watched.pass(60, 5, 200, 300);
    assert.equal(await shown(), 'Warning');
    await watched.pass(60, 5, 500);
    assert.equal(await shown(), 'Degraded · 2 alerts');
    await watched.pass(600, 5);
    assert.equal(await shown(), 'Healthy');
  });

  const hostile: [label: string, shown: string][] = [
    ['%22%3E%3Cscript%3Ealert(1)%3C/script%3E', '"><script>alert(1)</script>'],
    ['%3C!%5BCDATA%5B%26', '<![CDATA[&'],
    ['Tom%20%26%20Anna%27s%20%26amp;', "Tom & Anna's &amp;"],
    ['%00a%01b%08c%1Bd%7F%EF%BF%BE%EF%BF%BFe', 'abcde'],
    ['%20two%0D%0Alines%09%20here%20', 'two lines here'],
    ['%ED%A0%80', '\uFFFD\uFFFD\uFFFD'],
    [encodeURIComponent('🚦'.repeat(70)), '🚦'.repeat(64)],
    [encodeURIComponent(`${'a'.repeat(63)}🚦b`), `${'a'.repeat(63)}🚦`],
  ];
  for (const [label, shown] of hostile) {
    it(`is well-formed with the label ${label.slice(0, 60)}, and shows it as text`, async (test) => {
      const url = await started(test);
      const { body, status } = await ask(`${url}${BADGE}?label=${label}`);
      assert.equal(status, 200);
      assert.deepEqual(texts(body), [shown, 'Healthy']);
      assert.equal(spoken(body), `${shown}: Healthy`);
    });
  }

  it('is without a label where nothing of it can be shown', async (test) => {
    const url = await started(test);
    for (const label of ['', '%00%01', '%20%0A']) {
      assert.deepEqual(texts((await ask(`${url}${BADGE}?label=${label}`)).body), ['Healthy']);
    }
  });

  it('refuses a theme that is none, and a label that is there twice', async (test) => {
    const url = await started(test);
    const queries = [
      ['theme=blue', 'theme must be light or dark.'],
      ['theme=', 'theme must be light or dark.'],
      ['theme=light&theme=dark', 'theme must be light or dark.'],
      ['label=a&label=b', 'label must be one text.'],
    ];
    for (const [query, message] of queries) {
      const { body, headers, status } = await ask(`${url}${BADGE}?${query}`);
      assert.equal(status, 400, query);
      assert.deepEqual((JSON.parse(body) as ApiError).error, { code: 'bad_query', message });
      assert.equal(headers['cache-control'], 'no-store');
    }
  });
});

describe('the picture', () => {
  const LEVELS: Level[] = ['healthy', 'warning', 'degraded'];
  const drawn = (facts: Partial<BadgeFacts>): XmlElement[] =>
    readXml(badge({ level: 'degraded', alerts: 2, label: 'Portal', theme: undefined, ...facts }));
  const classOf = (elements: XmlElement[], name: string): XmlElement =>
    elements.find(({ attributes }) => attributes['class'] === name) ?? assert.fail(`There is no ${name}`);
  const colour = (elements: XmlElement[], name: string, property = 'fill'): string =>
    classOf(elements, name).attributes[property] ?? '';

  it('has for each level a shape of its own', () => {
    const shapes = LEVELS.map((level) => classOf(drawn({ level }), 'shape').attributes['d']);
    assert.equal(new Set(shapes).size, 3);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has a contrast of 4.5:1 at least, ${theme}`, () => {
      for (const level of LEVELS) {
        const elements = drawn({ level, theme });
        const pairs = [
          ['word', 'surface'],
          ['ink', 'surface'],
          ['ink', 'side'],
        ] as const;
        for (const [text, ground] of pairs) {
          const ratio = contrast(colour(elements, text), colour(elements, ground));
          assert.ok(ratio >= 4.5, `${level} ${text} on ${ground}: ${ratio}`);
        }
        assert.equal(colour(elements, 'shape', 'stroke'), colour(elements, 'word'));
      }
    });
  }

  it('is light, and dark where the reader’s system is, unless one of them is asked for', () => {
    for (const level of LEVELS) {
      const auto = drawn({ level });
      const [light, dark] = [drawn({ level, theme: 'light' }), drawn({ level, theme: 'dark' })];
      const style = auto.find(({ name }) => name === 'style')?.text ?? '';
      assert.match(style, /^@media \(prefers-color-scheme: dark\)\{/);
      const rules = [...style.matchAll(/\.(\w+)\{(fill|stroke):(#\w+)\}/g)];
      assert.equal(rules.length, 6);
      for (const [, name = '', property = '', value] of rules) {
        assert.equal(colour(auto, name, property), colour(light, name, property), name);
        assert.equal(value, colour(dark, name, property), name);
      }
      assert.ok(![...light, ...dark].some(({ name }) => name === 'style'), 'a forced theme follows no system');
    }
  });

  it('is as wide as its text', () => {
    const widthOf = (label: string): number => Number(drawn({ label })[0]?.attributes['width']);
    const [none, short, long] = [widthOf(''), widthOf('Portal'), widthOf('Instructor portal')];
    assert.ok(none < short && short < long, `${none} ${short} ${long}`);
    const { attributes } = drawn({ label: 'Portal' })[0] ?? assert.fail();
    assert.equal(attributes['viewBox'], `0 0 ${short} ${attributes['height']}`);
  });
});

/** The contrast of two colours as WCAG 2 has it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (/^#(..)(..)(..)$/.exec(colour) ?? assert.fail(`${colour} is no colour`))
    .slice(1)
    .map((part) => parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
