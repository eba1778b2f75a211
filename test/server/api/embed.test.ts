import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import Koa from 'koa';
import type { ApiError } from '../../../server/contract/index.js';
import { createMonitor } from '../../../server/monitor.js';
import type { MonitorOptions } from '../../../server/options/monitor-options.js';
import { type Answer, ask, listen } from '../support/http.js';

async function start(test: TestContext, options: MonitorOptions = {}): Promise<string> {
  const monitor = createMonitor({ access: 'local', ...options });
  const app = await listen(new Koa().use(monitor.koa()).callback());
  test.after(app.close);
  test.after(() => monitor.close());
  return `${app.url}${options.basePath ?? ''}/monitoring`;
}

const bodyOf = ({ body }: Answer): string => /<body>\n([^]*)\n<noscript>/.exec(body)?.[1] ?? '';
const ancestors = ({ headers }: Answer): string =>
  /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy']))?.[1] ?? '';

describe('the page in a frame', () => {
  it('is the panel alone, or the badge alone', async (test) => {
    const url = await start(test, { basePath: '/internal' });
    const panel = await ask(`${url}?embed=panel`);
    assert.equal(panel.status, 200);
    assert.match(String(panel.headers['content-type']), /^text\/html/);
    assert.equal(bodyOf(panel), '<align-monitor src="metrics"></align-monitor>');
    assert.match(panel.body, /<script type="module" src="align-monitor\.js">/);
    const badge = await ask(`${url}?embed=badge`);
    assert.equal(bodyOf(badge), '<align-monitor variant="badge" src="metrics"></align-monitor>');
  });

  it('hands label, theme and audience on to the element, and nothing else', async (test) => {
    const url = await start(test);
    const asked = await ask(
      `${url}?embed=panel&label=Instructor%20portal&theme=dark&audience=team&src=https://other.example&onclick=x`,
    );
    assert.equal(
      bodyOf(asked),
      '<align-monitor src="metrics" label="Instructor portal" theme="dark" audience="team"></align-monitor>',
    );
    assert.ok(!asked.body.includes('other.example') && !asked.body.includes('onclick'));
    assert.match(asked.body, /<title>Instructor portal<\/title>/);
  });

  it('is see-through on a page of its own colour scheme, and the whole of it has the theme that is asked for', async (test) => {
    const url = await start(test);
    const schemeOf = ({ body }: Answer): string | undefined =>
      /<meta name="color-scheme" content="(.*)">/.exec(body)?.[1];
    assert.equal(schemeOf(await ask(`${url}?embed=panel`)), 'light dark');
    assert.equal(schemeOf(await ask(`${url}?embed=panel&theme=light`)), 'light');
    assert.match((await ask(`${url}?embed=panel`)).body, /body \{ margin: 0; background: transparent;/);
  });

  it('shows a hostile label as text', async (test) => {
    const url = await start(test);
    const label = `"><script>alert('1')</script>&`;
    const { body } = await ask(`${url}?embed=badge&label=${encodeURIComponent(label)}`);
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';
    assert.ok(body.includes(`label="${escaped}"`));
    assert.ok(body.includes(`<title>${escaped}</title>`));
    assert.equal(body.match(/<script/g)?.length, 1);
    const image = /<noscript><img src="([^"]*)" alt="([^"]*)"><\/noscript>/.exec(body);
    assert.equal(image?.[2], escaped);
    assert.equal(new URL((image[1] ?? '').replaceAll('&amp;', '&'), url).searchParams.get('label'), label);
  });

  it('shows the badge as a picture where no script runs', async (test) => {
    const url = await start(test, { basePath: '/internal' });
    const { body, headers } = await ask(`${url}?embed=panel&label=Portal&theme=dark`);
    const [, source = ''] = /<noscript><img src="([^"]*)"/.exec(body) ?? [];
    assert.match(String(headers['content-security-policy']), /img-src 'self'/);
    const picture = await ask(new URL(source.replaceAll('&amp;', '&'), url).href);
    assert.match(picture.body, /aria-label="Portal: Healthy"/);
    assert.equal(picture.body.includes('<style>'), false, 'the theme is handed on');
  });

  it('may be framed by pages of the same origin, and by those of the listed origins; the whole page only by the former', async (test) => {
    const alone = await start(test);
    assert.equal(ancestors(await ask(`${alone}?embed=panel`)), "'self'");
    const url = await start(test, {
      cors: { origins: ['https://a.example', 'http://b.example:81', 'https://a.example'] },
    });
    for (const embed of ['panel', 'badge']) {
      assert.equal(ancestors(await ask(`${url}?embed=${embed}`)), "'self' https://a.example http://b.example:81");
    }
    assert.equal(ancestors(await ask(url)), "'self'");
  });

  it('stands under a policy that allows its own style and no other inline code', async (test) => {
    const url = await start(test);
    const { body, headers } = await ask(`${url}?embed=panel`);
    const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? '';
    const policy = String(headers['content-security-policy']);
    assert.ok(policy.includes(`'sha256-${createHash('sha256').update(style).digest('base64')}'`));
    assert.ok(!policy.includes('unsafe'));
  });

  it('refuses what it does not know, and says what it does', async (test) => {
    const url = await start(test);
    const queries = [
      ['embed=', 'embed must be panel or badge.'],
      ['embed=page', 'embed must be panel or badge.'],
      ['embed=panel&embed=badge', 'embed must be panel or badge.'],
      ['embed=panel&theme=auto', 'theme must be light or dark.'],
      ['embed=panel&audience=all', 'audience must be everyone or team.'],
      ['embed=badge&label=a&label=b', 'label must be one text.'],
    ];
    for (const [query, message] of queries) {
      const { body, headers, status } = await ask(`${url}?${query}`);
      assert.equal(status, 400, query);
      assert.match(String(headers['content-type']), /^application\/json/);
      assert.deepEqual((JSON.parse(body) as ApiError).error, { code: 'bad_query', message });
    }
  });

  it('leaves the whole page as it is', async (test) => {
    const url = await start(test);
    const { body } = await ask(url);
    assert.match(body, /<align-monitor variant="page" src="metrics"><\/align-monitor>/);
    assert.equal((await ask(`${url}?theme=blue&label=Portal`)).body, body);
  });
});
