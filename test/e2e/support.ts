/** What end-to-end tests share: a real browser, and pages that remember what went wrong in them. */

import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright-core';
import { chromiumArgs, chromiumPath } from '../tools/chromium.js';

/** How a page is looked at. */
export interface View {
  /** Size of the viewport in CSS pixels; 1280 × 800 unless given. */
  width?: number;
  height?: number;
  /** `light` unless given. */
  colorScheme?: 'light' | 'dark';
  /** `no-preference` unless given. */
  reducedMotion?: 'reduce' | 'no-preference';
}

/** A page in a browser context of its own. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors that nobody caught, and on the console, where violations of the content security policy are too; in order. */
  readonly problems: string[];
  /**
   * Requests that got no answer or one of 400 and up, as the browser's console tells it. Apart from the problems,
   * because tests stop servers and make them unhealthy on purpose.
   */
  readonly failedLoads: string[];
  /** Closes the page and forgets its cookies and storage. */
  close(): Promise<void>;
}

/**
 * Starts a headless Chromium; whoever calls it closes it.
 *
 * @throws Error that says what to install when there is no browser
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: chromiumArgs });
}

/** Opens an empty page that is watched from its first moment. */
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

/** tsx marks the names of functions with a helper that a page lacks; one handed to `page.evaluate` would fail without. */
const nameHelper = 'globalThis.__name ??= (named) => named;';

function isFailedLoad(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource:');
}
