/** The demo's pages that embed the element: other origins, a strict policy, colours, direction, no script. */

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { startDemo, type Demo } from '../../demo/demo.js';
import type { Metrics } from '../../server/contract/index.js';
import { launchBrowser, newPage, type View, type WatchedPage } from './support.js';

const names = ['', 'toolbar', 'strict-policy', 'dark', 'right-to-left', 'no-script'];

describe('the pages that embed the element', () => {
  let browser: Browser;
  let demo: Demo;
  const opened: WatchedPage[] = [];

  before(async () => {
    [browser, demo] = await Promise.all([launchBrowser(), startDemo({ port: 0, visitors: 4 })]);
  });
  after(() => Promise.all([browser.close(), demo.close()]));
  afterEach(() => Promise.all(opened.splice(0).map((watched) => watched.close())));

  async function open(address: URL, view: View = {}): Promise<WatchedPage> {
    const watched = await newPage(browser, view);
    opened.push(watched);
    await watched.page.goto(address.href);
    return watched;
  }
  const embed = (name: string): URL => new URL(`/demo/embeds/${name}`, demo.origin);

  it('show three systems in a tool of another origin that has no script of its own', async () => {
    const { page, problems, failedLoads } = await open(demo.tool);
    await page.waitForFunction(() => {
      const all = [...document.querySelectorAll('align-monitor')];
      return all.length === 3 && all.every(({ data }) => (data?.summary.window_requests ?? 0) > 0);
    });
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll('align-monitor')].map(({ src, label }) => ({ origin: new URL(src).origin, label })),
    );
    assert.deepEqual(
      shown.map(({ label }) => label),
      ['Instructor portal', 'Library catalogue', 'Timetable'],
    );
    assert.equal(new Set([...shown.map(({ origin }) => origin), demo.tool.origin]).size, 4);
    const figures = page.locator('align-monitor [part=figures]');
    for (const text of await figures.allInnerTexts()) assert.match(text, /P95 latency\s+[\d,.]+\s*m?s/);
    const scripts = await page.evaluate(() => [...document.scripts].map(({ src }) => src));
    assert.deepEqual(scripts, [`${demo.origin.href}align-monitor.js`]);
    assert.deepEqual([...problems, ...failedLoads], []);
  });

  for (const [width, colorScheme] of [
    [1280, 'dark'],
    [320, 'light'],
  ] as const) {
    it(`have no errors and no sideways scrolling (${width} px, ${colorScheme})`, async () => {
      const { page, problems, failedLoads } = await open(embed(''), { width, colorScheme });
      for (const address of [...names.map(embed), demo.tool]) {
        await page.goto(address.href);
        await haveAnswers(page);
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.equal(overhang, 0, `${address.href} is ${overhang} px too wide`);
      }
      assert.deepEqual([...problems, ...failedLoads], []);
    });
  }

  it('are not counted in the figures', async () => {
    const quiet = await startDemo({ port: 0, visitors: 0 });
    try {
      for (const name of [...names, 'embeds.css']) {
        assert.ok((await fetch(new URL(`/demo/embeds/${name}`, quiet.origin))).ok, name);
      }
      const metrics = (await (await fetch(new URL('/metrics', quiet.origin))).json()) as Metrics;
      assert.equal(metrics.summary.total_requests, 0);
    } finally {
      await quiet.close();
    }
  });

  it('are listed on the control page', async () => {
    const { page } = await open(new URL('/demo/control', demo.origin));
    const links = await page
      .locator('main a')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    const wanted = [demo.origin, ...names.slice(1).map(embed), demo.tool].map(({ href }) => href);
    assert.deepEqual(links, wanted);
  });

  it('open a toolbar’s badge with Enter and close it with Escape', async () => {
    const { page, problems } = await open(embed('toolbar'));
    await haveAnswers(page);
    const monitor = page.locator('header align-monitor');
    const popover = monitor.locator('[part=popover]');
    await page.getByRole('link', { name: 'Reports' }).focus();
    await page.keyboard.press('Tab');
    assert.ok(await isFocused(monitor.locator('[part=badge]')), 'the badge comes behind the navigation');
    assert.ok(!(await popover.isVisible()));
    await page.keyboard.press('Enter');
    await popover.getByText('Error rate').first().waitFor();
    await page.keyboard.press('Escape');
    await popover.waitFor({ state: 'hidden' });
    assert.ok(await isFocused(monitor.locator('[part=badge]')), 'the focus is back on the badge');
    assert.deepEqual(problems, []);
  });

  it('keep a table’s badges to a line, each with its system’s status', async () => {
    const { page } = await open(embed('toolbar'));
    await haveAnswers(page);
    const badges = page.locator('td align-monitor [part=badge]');
    assert.equal(await badges.count(), 3);
    for (const badge of await badges.all()) assert.ok(((await badge.boundingBox())?.height ?? 0) <= 44);
    await page
      .locator('td align-monitor[label="Library catalogue"]')
      .getByText(/Warning|Degraded/)
      .first()
      .waitFor();
  });

  it('cause no violation of the strictest content security policy, in any variant and with charts', async () => {
    const { page } = await open(new URL('about:blank'));
    await page.addInitScript(() => {
      Object.assign(globalThis, { breaches: [] });
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) => {
        breaches().push(`${violatedDirective} ${sample}`);
      });
      function breaches(): string[] {
        return (globalThis as unknown as { breaches: string[] }).breaches;
      }
    });
    const response = await page.goto(embed('strict-policy').href);
    assert.equal(response?.headers()['content-security-policy'], "default-src 'self'");
    await haveAnswers(page);
    await page.locator('align-monitor[variant=page] canvas').first().waitFor();
    await page.locator('align-monitor[variant=badge] [part=badge]').click();
    await page.locator('align-monitor[variant=badge] [part=popover]').getByText('Error rate').first().waitFor();
    const breaches = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { breaches: string[] }).breaches);
    assert.deepEqual(await breaches(), []);
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await page.waitForFunction(() => (globalThis as unknown as { breaches: string[] }).breaches.length > 0);
    assert.match((await breaches()).join(), /^style-src-attr/, 'a breach would have been seen');
  });

  it('use the colours of a dark host, also where the browser prefers light ones', async () => {
    const { page } = await open(embed('dark'), { colorScheme: 'light' });
    await haveAnswers(page);
    const monitor = page.locator('main align-monitor');
    const styleOf = (part: Locator, property: string): Promise<string> =>
      part.first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    assert.equal(await styleOf(monitor.locator('.card'), 'background-color'), 'rgb(27, 20, 48)');
    assert.equal(await styleOf(monitor.locator('.card'), 'border-top-left-radius'), '20px');
    assert.equal(await styleOf(monitor.locator('.spark .line'), 'stroke'), 'rgb(242, 167, 208)');
    // The host sets no text colour: it is the dark one of the element's own pair.
    assert.equal(await styleOf(monitor, 'color'), 'rgb(238, 241, 245)');
  });

  it('are mirrored from right to left, and fit 320 px', async () => {
    const { page } = await open(embed('right-to-left'), { width: 320 });
    await haveAnswers(page);
    const monitor = page.locator('main align-monitor');
    const left = async (part: string): Promise<number> =>
      (await monitor.locator(`[part=${part}]`).boundingBox())?.x ?? NaN;
    assert.ok((await left('icon')) > (await left('status')), 'the icon is at the right of its word');
    const toolbar = page.locator('header align-monitor [part=badge]');
    await toolbar.click();
    await page.locator('header align-monitor [part=popover]').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });

  it('show a picture and a frame where no script may run', async () => {
    const { page } = await open(embed('no-script'));
    assert.equal(await page.locator('script').count(), 0);
    await page.waitForFunction(() => document.images[0]?.complete);
    assert.ok(await page.evaluate(() => (document.images[0]?.naturalWidth ?? 0) > 40));
    await page.frameLocator('iframe').locator('align-monitor [part=figures]').getByText('Error rate').first().waitFor();
  });
});

it('the demo starts also when the tool’s port is taken', async () => {
  const first = await startDemo({ port: 0, visitors: 0 });
  try {
    const second = await startDemo({ port: 0, visitors: 0, toolPort: Number(first.tool.port) });
    try {
      assert.notEqual(second.tool.port, first.tool.port);
      assert.ok((await fetch(second.tool)).ok);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
});

/** Waits until every element of the page has an answer. */
async function haveAnswers(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.querySelectorAll('align-monitor')].every(({ data }) => data));
}

/** Whether it, in whatever shadow root, has the focus. */
function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);
}
