/** The built element in a browser that misses what Chrome 114, Firefox 121 and Safari 16.4 do: taken away in Chromium. */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { root } from '../tools/setup.js';
import { fixtures } from '../widget/support/fixtures.js';
import { launchBrowser, newPage, type WatchedPage } from './support.js';

const ORIGIN = 'http://older.test';

/** Unknown names in place of known ones: the style sheets and attributes are then parsed as an older browser parses them. */
const UNKNOWN: [RegExp, string][] = [
  [/light-dark(?=\\?\()/g, 'x-light-dark'],
  [/:state\(/g, ':x-state('],
  [/(?<=[ "'[])popover(?=[\] "=])/g, 'x-popover'],
  [/popovertarget=/g, 'x-popovertarget='],
];

/** Runs before the page's scripts. */
function takeAway(): void {
  Reflect.deleteProperty(URL, 'parse');
  Reflect.deleteProperty(AbortSignal, 'any');
  for (const name of ['popover', 'hidePopover', 'showPopover', 'togglePopover'])
    Reflect.deleteProperty(HTMLElement.prototype, name);
  CustomStateSet.prototype.add = () => {
    throw new DOMException("The specified value must start with '--'", 'SyntaxError');
  };
}

describe('<align-monitor> in an older browser', () => {
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
    watched = await newPage(browser, { colorScheme: 'dark' });
    page = watched.page;
    await page.addInitScript(takeAway);
    const folder = `${root}/dist/browser`;
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js'));
    const files = new Map<string, string>();
    for (const name of names) {
      let code = await readFile(`${folder}/${name}`, 'utf8');
      for (const [known, unknown] of UNKNOWN) code = code.replace(known, unknown);
      // The fallback finds both by their attributes.
      if (name.includes('popover-fallback')) code = code.replaceAll('[popovertarget]', '[x-popovertarget]');
      files.set(`/${name}`, code);
    }
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const code = files.get(pathname);
      if (code !== undefined) return route.fulfill({ contentType: 'text/javascript', body: code });
      if (pathname === '/metrics') return route.fulfill({ json: fixtures.degraded(Date.now()) });
      if (pathname !== '/') return route.fulfill({ json: {} });
      return route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><p><align-monitor variant="badge"></align-monitor></p>
<align-monitor></align-monitor><align-monitor variant="page"></align-monitor><script type="module" src="/align-monitor.js"></script></html>`,
      });
    });
    await page.goto(ORIGIN);
    await page.locator('align-monitor canvas').first().waitFor();
  });
  after(() => browser.close());

  it('is light, with a colour for everything, also in the dark', async () => {
    const colours = await page
      .locator('align-monitor .card, align-monitor [part=badge]')
      .evaluateAll((all) => [...new Set(all.map((card) => getComputedStyle(card).backgroundColor))]);
    assert.deepEqual(colours, ['rgb(255, 255, 255)']);
    const texts = await page
      .locator('align-monitor [part~=status], align-monitor .value.over, align-monitor .spark .line')
      .evaluateAll((all) => [...new Set(all.map((text) => getComputedStyle(text).color))]);
    assert.ok(texts.includes('rgb(18, 22, 28)') && texts.includes('rgb(179, 38, 30)'), texts.join(' '));
  });

  it('opens a badge in its place, and closes it with Escape or a click elsewhere', async () => {
    const badge = page.locator('align-monitor[variant=badge]');
    const panel = badge.locator('#panel');
    const width = (await badge.boundingBox())?.width ?? NaN;
    assert.ok(width < 200, `a closed badge takes ${width} px`);
    await badge.locator('[part=badge]').click();
    await panel.locator('.figures').waitFor();
    assert.equal((await badge.boundingBox())?.width, width);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await badge.locator('[part=badge]').click();
    await panel.waitFor();
    await page.mouse.click(1000, 5);
    await panel.waitFor({ state: 'hidden' });
  });

  it('fetches its history, and has no error', async () => {
    await page.locator('align-monitor').getByText('24 h', { exact: true }).first().click();
    assert.deepEqual([...watched.problems, ...watched.failedLoads], []);
  });
});
