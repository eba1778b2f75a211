/** Puts the element on the test page and looks at it as a reader would. */
import '../../../widget/define.js';
import { fixture, html } from '@open-wc/testing';
import type { AlignMonitor } from '../../../widget/index.js';
import { stringsFor } from '../../../widget/strings/index.js';
import '../../../widget/strings/deploy-text.js';
import '../../../widget/strings/de/de-errors.js';
import '../../../widget/strings/de/de-page.js';
import '../../../widget/strings/en/en-errors.js';
import '../../../widget/strings/en/en-page.js';
import '../../../widget/views/access/access.js';
import '../../../widget/views/cards/alerts-card.js';
import '../../../widget/views/cards/error-groups-card.js';
import '../../../widget/views/cards/facts-card.js';
import '../../../widget/views/cards/endpoints-card.js';
import '../../../widget/views/panel/panel-details.js';

/**
 * An element with these attributes, at this width in CSS pixels, upon the background of its theme. Its words, a panel's
 * lazy modules and a page's lazy cards have been loaded, as for every element of a page but the first.
 */
export async function mount(attributes: Record<string, string> = {}, width = 380): Promise<AlignMonitor> {
  await stringsFor(attributes['lang'] ?? navigator.language);
  const element = document.createElement('align-monitor');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const place = await fixture<HTMLElement>(html`<div></div>`);
  place.style.inlineSize = `${width}px`;
  place.style.colorScheme = attributes['theme'] ?? 'light';
  place.style.background = attributes['theme'] === 'dark' ? '#0c0e12' : '#eef0f3';
  place.append(element);
  await element.updateComplete;
  return element;
}

/** Waits, in real time, until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let frames = 0; !isSo(); frames++) {
    if (frames > 300) throw new Error(`never: ${isSo.toString()}`);
    await new Promise(requestAnimationFrame);
  }
}

/** An element inside the shadow root. */
export function find(element: AlignMonitor, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector} in the element.`);
  return found;
}

/** All elements inside the shadow root that a selector finds. */
export function findAll(element: AlignMonitor, selector: string): HTMLElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

/** Opens the tables that a selector finds. */
export function openTables(element: AlignMonitor, selector: string): void {
  for (const table of findAll(element, selector)) if (table instanceof HTMLDetailsElement) table.open = true;
}

/** The text inside the shadow root, or inside a part of it, with single spaces. */
export function textOf(element: AlignMonitor, selector = 'section'): string {
  return find(element, selector).textContent.replace(/\s+/g, ' ').trim();
}
