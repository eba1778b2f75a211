/** What browsers enforce: other origins, policies of pages that embed the element, and signing in. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import Koa from 'koa';
import type { Browser, Page } from 'playwright-core';
import { createMonitor, type Monitor } from '../../server/monitor.js';
import type { MonitorOptions } from '../../server/options/monitor-options.js';
import { createServer } from '../../server/standalone.js';
import { ask, listen } from '../server/support/http.js';
import { launchBrowser, newPage, type WatchedPage } from './support.js';

const TOKENS = { viewer: 'viewer-token-1', operator: 'operator-token-1' };
/** A name whose owner has it lead to this machine. */
const ATTACKER = 'attacker.test';
/** What helmet 8 sets by default, but for HTTPS. */
const HELMET = {
  'Content-Security-Policy':
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-XSS-Protection': '0',
};
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

describe('in a browser', () => {
  let browser: Browser;
  const closing: (() => unknown)[] = [];
  before(async () => {
    browser = await launchBrowser([`--host-resolver-rules=MAP ${ATTACKER} 127.0.0.1`]);
  });
  after(() => browser.close());
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function openPage(): Promise<WatchedPage> {
    const watched = await newPage(browser);
    closing.push(() => watched.close());
    return watched;
  }

  /** An app with a monitor; a page of its own answers all that is not the monitor's. */
  async function startApp(
    options: MonitorOptions,
    { headers = {}, page = '' }: { headers?: Record<string, string>; page?: string } = {},
  ): Promise<{ url: string; monitor: Monitor }> {
    const monitor = createMonitor(options);
    const app = new Koa();
    app.use((context, next) => {
      context.set(headers);
      return next();
    });
    app.use(monitor.koa());
    app.use((context) => {
      context.type = 'html';
      context.body = `<!doctype html><title>app</title><link rel="icon" href="data:,">${page}`;
    });
    const { url, close } = await listen(app.callback());
    closing.push(() => monitor.close(), close);
    return { url, monitor };
  }

  describe('a page whose name leads to this machine', () => {
    /** Opens a page on the origin that the attacker's name makes of the server's; health is answered under any name. */
    async function rebind(url: string): Promise<Page> {
      const { page } = await openPage();
      await page.goto(`http://${ATTACKER}:${new URL(url).port}/health`);
      return page;
    }
    const readIn = (page: Page, path: string): Promise<{ status: number; text: string }> =>
      page.evaluate(async (address) => {
        const answer = await fetch(address);
        return { status: answer.status, text: await answer.text() };
      }, path);
    const changeIn = (page: Page, path: string, body: string): Promise<number> =>
      page.evaluate(
        async ([address = '', json = '']) => {
          const headers = { 'Content-Type': 'application/json' };
          return (await fetch(address, { method: 'POST', headers, body: json })).status;
        },
        [path, body],
      );

    it('reads the public part alone, and changes nothing, where clients of this machine are operators', async () => {
      const { url, monitor } = await startApp({ access: 'local', version: 'secret-version' });
      monitor.recordRequest({ endpoint: '/secret-endpoint', method: 'GET', statusCode: 200, latencyMs: 1 });
      const local = JSON.parse((await ask(`${url}/metrics`)).body) as { audience: string };
      assert.equal(local.audience, 'operator');
      const page = await rebind(url);
      for (const path of ['/metrics', '/metrics/history', '/health/detailed']) {
        const { status, text } = await readIn(page, path);
        assert.equal(status, 200);
        assert.equal((JSON.parse(text) as { audience: string }).audience, 'public', path);
        assert.doesNotMatch(text, /secret-/, path);
      }
      assert.equal((await readIn(page, '/metrics/requests')).status, 401);
      assert.equal(await changeIn(page, '/monitoring/deploys', '{"version":"forged"}'), 401);
      assert.equal(await changeIn(page, '/monitoring/alerts/mute', '{"type":"5xx_detected","minutes":5}'), 401);
      assert.equal(await changeIn(page, '/monitoring/ingest', '{}'), 401);
      const { deploy, mutes } = monitor.metrics();
      assert.deepEqual([deploy?.version, mutes], ['secret-version', []]);
    });

    it('reads nothing but health of a server of the monitor’s own', async () => {
      for (const access of ['local', { ...TOKENS, public: 'all' }] as const) {
        const { url, close } = await createServer({ port: 0, access });
        closing.push(close);
        const page = await rebind(url);
        for (const path of [
          '/metrics',
          '/metrics/history',
          '/metrics/requests',
          '/monitoring',
          '/monitoring/session',
        ]) {
          const { status, text } = await readIn(page, path);
          assert.equal(status, 421, path);
          assert.match(text, /unknown_host/);
        }
        assert.equal(await changeIn(page, '/monitoring/deploys', '{"version":"forged"}'), 421);
        assert.equal((await readIn(page, '/health')).status, 200);
      }
    });
  });

  describe('the panel and the badge in another page', () => {
    const embeds = (origin: string): string => `
      <iframe src="${origin}/monitoring?embed=panel" title="panel" width="800" height="500"></iframe>
      <iframe src="${origin}/monitoring?embed=badge" title="badge" width="300" height="80"></iframe>
      <img src="${origin}/monitoring/badge.svg" alt="status">`;

    async function areShown(address: string): Promise<void> {
      const { page, problems, failedLoads } = await openPage();
      await page.goto(address);
      for (const title of ['panel', 'badge']) {
        const element = page.frameLocator(`iframe[title=${title}]`).locator('align-monitor');
        await element
          .getByText(/No traffic yet|Quiet/)
          .first()
          .waitFor();
      }
      await page.waitForFunction(() => (document.querySelector('img')?.naturalWidth ?? 0) > 0);
      assert.deepEqual([...problems, ...failedLoads], []);
    }

    for (const [name, headers] of Object.entries({
      'helmet’s headers': HELMET,
      'isolation from other origins': ISOLATED,
    })) {
      it(`of the same origin are shown under ${name}`, async () => {
        const { url } = await startApp({}, { headers, page: embeds('') });
        await areShown(`${url}/`);
      });

      it(`of a listed origin are shown under ${name}, on both sides`, async () => {
        const tools: { url: string; page: string } = { url: '', page: '' };
        const page = await listen((_request, response) => {
          response.setHeaders(new Headers(opened(headers, tools.url)));
          response
            .setHeader('Content-Type', 'text/html')
            .end(`<!doctype html><title>tool</title><link rel="icon" href="data:,">${tools.page}`);
        });
        closing.push(page.close);
        const { url } = await startApp({ cors: { origins: [page.url] } }, { headers });
        Object.assign(tools, { url, page: embeds(url) });
        await areShown(`${page.url}/`);
      });
    }

    /** A page says which origins it embeds. */
    function opened(headers: Record<string, string>, origin: string): Record<string, string> {
      const policy = headers['Content-Security-Policy'];
      if (policy === undefined) return headers;
      const own = policy.replace("img-src 'self'", `frame-src ${origin};img-src 'self' ${origin}`);
      return { ...headers, 'Content-Security-Policy': own };
    }
  });

  describe('with the keyboard', () => {
    it('a token and Enter sign an operator in, who uses the page without a violation of its policy', async () => {
      const { url, monitor } = await startApp({ access: TOKENS });
      for (let count = 0; count < 30; count++) {
        const statusCode = count % 2 === 0 ? 500 : 200;
        monitor.recordRequest({ endpoint: '/items', method: 'GET', statusCode, latencyMs: 20 });
      }
      const { page, problems } = await openPage();
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
          console.error(`violates ${violatedDirective}: ${sourceFile}`),
        );
      });
      await page.goto(`${url}/monitoring`);
      await page.locator('align-monitor').getByRole('link', { name: 'Sign in to see more' }).first().click();
      await page.waitForURL(/sign-in/);
      await page.locator('#token:focus').waitFor();
      await page.keyboard.type(TOKENS.operator);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${url}/monitoring`);
      await page.locator('align-monitor canvas').first().waitFor();
      const element = page.locator('align-monitor');
      await element.getByRole('button', { name: /operator/i }).click();
      await element.locator('#account').getByText('Signed in as operator').waitFor();
      await element.getByRole('button', { name: 'Mark a deploy' }).click();
      await element.getByRole('dialog').getByRole('textbox', { name: 'Version' }).waitFor();
      await page.keyboard.type('1.8.0');
      await page.keyboard.press('Enter');
      await element.getByRole('dialog').waitFor({ state: 'detached' });
      assert.deepEqual(
        [monitor.metrics().deploy?.version, monitor.metrics().deploy?.credential],
        ['1.8.0', 'operator'],
      );
      // The deploy has had the alerts evaluated.
      await element.getByRole('button', { name: 'Refresh' }).click();
      await element.locator('[part~=alerts]').getByRole('button', { name: 'Mute' }).first().click();
      await element.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await element.getByText('As a table').first().click();
      await element.locator('[part~=table] tbody tr').first().waitFor();
      await element.getByRole('radio', { name: '15 m' }).check({ force: true });
      await element.locator('.u-over').first().hover();
      assert.deepEqual(problems, []);
    });

    it('a wrong token is named, and the right one behind it signs in', async () => {
      const { url } = await startApp({ access: TOKENS });
      const { page, problems } = await openPage();
      await page.goto(`${url}/monitoring/sign-in?return=/orders`);
      await page.keyboard.type('wrong-token');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('not known').waitFor();
      await page.keyboard.type(TOKENS.viewer);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${url}/orders`);
      assert.equal(await audienceIn(page), 'viewer');
      assert.deepEqual(problems, []);
    });
  });

  it('the link of a terminal signs in once, and leaves no key in the address', async (test) => {
    test.mock.method(console, 'log', () => undefined);
    const printed = test.mock.method(console, 'warn', () => undefined);
    const isTty = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
    Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
    const restore = (): void => {
      if (isTty === undefined) Reflect.deleteProperty(process.stdout, 'isTTY');
      else Object.defineProperty(process.stdout, 'isTTY', isTty);
    };
    closing.push(restore);
    await startApp({});
    restore();
    const lines = [...printed.mock.calls, ...(console.log as unknown as typeof printed).mock.calls];
    const text = lines.map((call) => String(call.arguments[0 as never])).join('\n');
    const [link = ''] = /http:\/\/localhost:\d+\/monitoring\/sign-in#key=\w+/.exec(text) ?? [];
    const first = await openPage();
    await first.page.goto(link);
    await first.page.waitForURL(/\/monitoring$/);
    assert.equal(await audienceIn(first.page), 'operator');
    assert.deepEqual(first.problems, []);
    const second = await openPage();
    await second.page.goto(link);
    await second.page.getByRole('alert').waitFor();
    assert.doesNotMatch(second.page.url(), /key=/);
    await second.page.goto(new URL('/monitoring', link).href);
    assert.equal(await audienceIn(second.page), 'public');
  });

  const audienceIn = (page: Page): Promise<string> =>
    page.evaluate(async () => ((await (await fetch('/monitoring/session')).json()) as { audience: string }).audience);
});
