/** Shows the built element in any state on a page in a real browser. The page's clock stands still. */

import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { Variant } from '../../widget/settings.js';
import { hasFigures, NOW, replyTo, statusIn, type State } from './states.js';

const ORIGIN = 'http://gallery.test';
const BUILT = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
/** After this many milliseconds the last answer is stale. */
const MINUTE = 60_000;

/** What to show. */
export interface Picture {
  state: State;
  variant: Variant;
  /** Default: `light`. */
  theme?: 'light' | 'dark';
  /** Of the document. Default: `ltr` and `en`. */
  dir?: 'ltr' | 'rtl';
  lang?: string;
  /** The element's other attributes. */
  attributes?: Record<string, string>;
}

/** The page around the element. Its font comes with Debian's Chromium. */
const document_ = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <title>Pictures</title>
  <style>
    body { margin: 0; padding: 12px; background: light-dark(#eef0f3, #0c0e12); font: 14px/1.45 'DejaVu Sans', sans-serif }
    @media (width >= 600px) { body { padding: 24px } }
  </style>
  <main></main>
  <script type="module" src="/align-monitor.js"></script>
</html>`;

/** A page of a browser that shows one element after the other. */
export class Gallery {
  readonly page: Page;
  /** Uncaught errors, in order. */
  readonly problems: string[] = [];
  /** How often the element has asked for figures. */
  asked = 0;
  readonly #context: BrowserContext;
  readonly #files: Map<string, Buffer>;
  #state: State = 'loading';

  private constructor(context: BrowserContext, page: Page, files: Map<string, Buffer>) {
    this.#context = context;
    this.page = page;
    this.#files = files;
    page.on('pageerror', (error) => this.problems.push(error.stack ?? error.message));
  }

  /** Opens an empty page of this size in CSS pixels. */
  static async open(browser: Browser, width: number, height = 800, deviceScaleFactor = 1): Promise<Gallery> {
    const view = { viewport: { width, height }, deviceScaleFactor };
    const context = await browser.newContext({ ...view, locale: 'en-GB', timezoneId: 'UTC' });
    // tsx adds calls of this helper to functions. A page does not have it.
    await context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
    const gallery = new Gallery(context, await context.newPage(), await builtFiles());
    await context.route('**/*', (route) => gallery.#answer(route));
    await gallery.page.clock.setFixedTime(NOW);
    await gallery.page.goto(ORIGIN);
    await gallery.page.waitForFunction(() => customElements.get('align-monitor') !== undefined);
    return gallery;
  }

  /** Replaces the element. Resolves when the new one is drawn completely. */
  async show(picture: Picture): Promise<void> {
    const { state, variant } = picture;
    const { page } = this;
    await this.#context.setOffline(false);
    await page.clock.setFixedTime(NOW);
    this.#state = state;
    await page.evaluate(mount, picture);
    await this.#isDrawn(variant, state);
    if (state === 'stale') {
      this.#state = 'unreachable';
      await page.clock.setFixedTime(NOW + MINUTE);
      await page.evaluate(() => document.querySelector('align-monitor')?.refresh());
    }
    if (state === 'offline') await this.#context.setOffline(true);
    await page.waitForFunction((status) => document.querySelector('align-monitor')?.status === status, statusIn(state));
    await page.evaluate(twoFrames);
  }

  /** Sets the answers to the next requests only. */
  set state(state: State) {
    this.#state = state;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** Resolves when the lazily loaded modules and their data are there. */
  async #isDrawn(variant: Variant, state: State): Promise<void> {
    await this.page.waitForFunction(
      ([isPage, isAnswered, isSilent]) => {
        const element = document.querySelector('align-monitor');
        const has = (selector: string) => element?.shadowRoot?.querySelector(selector) !== null;
        if (!isAnswered) return isSilent || element?.status !== 'loading';
        return element?.data && (!isPage || (has('canvas') && has('[part~=strip] svg')));
      },
      [variant === 'page', hasFigures(state), state === 'loading'] as const,
    );
    // Alerts are in a lazily loaded module.
    await this.page.waitForLoadState('networkidle');
  }

  async #answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    const file = this.#files.get(url.pathname);
    if (url.pathname === '/') return route.fulfill({ contentType: 'text/html', body: document_ });
    if (file !== undefined) return route.fulfill({ contentType: 'text/javascript', body: file });
    if (!/^\/(metrics|health)/.test(url.pathname)) return route.fulfill({ status: 204 });
    if (url.pathname === '/metrics') this.asked += 1;
    const reply = replyTo(this.#state, url);
    if (reply === 'gone') return route.abort();
    if (reply !== 'silence') return route.fulfill(reply);
  }
}

async function builtFiles(): Promise<Map<string, Buffer>> {
  const names = (await readdir(BUILT, { recursive: true })).filter((name) => name.endsWith('.js'));
  const read = async (name: string): Promise<[string, Buffer]> => [`/${name}`, await readFile(BUILT + name)];
  return new Map(await Promise.all(names.map(read)));
}

/** Runs in the page. Waits after removing the old element: a new one would share its poll. */
async function mount({ variant, theme = 'light', dir = 'ltr', lang = 'en', attributes = {} }: Picture): Promise<void> {
  const main = document.querySelector('main');
  main?.replaceChildren();
  await new Promise(requestAnimationFrame);
  const root = document.documentElement;
  Object.assign(root, { dir, lang });
  root.style.colorScheme = theme;
  const element = document.createElement('align-monitor');
  const all = { label: 'Instructor portal', variant, theme, ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  main?.append(element);
}

/** Runs in the page. */
async function twoFrames(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}
