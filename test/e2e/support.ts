/** A real browser for end-to-end tests, and pages that record their errors. */

import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright-core';
import { chromiumArgs, chromiumPath } from '../tools/chromium.js';

/** Size and preferences of a page. */
export interface View {
  /** Size of the viewport in CSS pixels. Default: 1280 × 800. */
  width?: number;
  height?: number;
  /** Default: `light`. */
  colorScheme?: 'light' | 'dark';
  /** Default: `no-preference`. */
  reducedMotion?: 'reduce' | 'no-preference';
}

/** A page in a browser context of its own. */
export interface WatchedPage {
  readonly page: Page;
  /** Uncaught errors and errors on the console, in order. Violations of the content security policy are among them. */
  readonly problems: string[];
  /**
   * Requests without an answer or with a status from 400, as on the browser's console. Not among the problems, because
   * tests stop servers and make them unhealthy on purpose.
   */
  readonly failedLoads: string[];
  /** Closes the page and forgets its cookies and storage. */
  close(): Promise<void>;
}

/**
 * Starts a headless Chromium. The caller closes it.
 *
 * @param args command-line switches beside the usual ones
 * @throws Error that says what to install when there is no browser
 */
export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: [...chromiumArgs, ...args] });
}

/** Opens an empty page. Its errors are recorded from the start. */
export async function newPage(browser: Browser, view: View = {}): Promise<WatchedPage> {
  const { width = 1280, height = 800, colorScheme = 'light', reducedMotion = 'no-preference' } = view;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion });
  await context.addInitScript({ content: nameHelper });
  const page = await context.newPage();
  const problems: string[] = [];
  const failedLoads: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    (isFailedLoad(message) ? failedLoads : problems).push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  return { page, problems, failedLoads, close: () => context.close() };
}

/** tsx adds calls of this helper to functions. In a page it is missing, and `page.evaluate` would fail. */
const nameHelper = 'globalThis.__name ??= (named) => named;';

function isFailedLoad(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource:');
}
