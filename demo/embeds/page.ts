/** What a page is that embeds the element, and the document around it. */

import { html, type Html } from '../portal/html.js';
import type { System } from './system.js';

/** One way to embed the element. */
export interface EmbedPage {
  /** The last part of its address. */
  name: string;
  title: string;
  /** What it shows, in a sentence. */
  shows: string;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  /** What the style sheet calls the page's body. */
  look?: string;
  /** Whether the page loads the element's script; it does unless told otherwise. */
  script?: boolean;
  /** The page's policy, where it is another one than the portal's. */
  policy?: (systems: readonly System[]) => string;
  /** The whole of the body; `systems` begin with the portal. */
  body: (systems: readonly System[]) => Html;
}

/** Where the pages lie. */
export const embedsFolder = '/demo/embeds/';

/** The document around a page's body; nothing in it is inline, so that any policy is kept. */
export function embedDocument(page: EmbedPage, systems: readonly System[]): string {
  const { title, lang = 'en', dir = 'ltr', look = 'plain', script = true } = page;
  const document = html`<!doctype html>
    <html lang="${lang}" dir="${dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/portal.css" />
        <link rel="stylesheet" href="${embedsFolder}embeds.css" />
        ${script && html`<script type="module" src="/align-monitor.js"></script>`}
      </head>
      <body class="embed ${look}">
        ${page.body(systems)}
      </body>
    </html>`;
  return document.toString();
}

/** Title, sentence and the way back, for the pages that look like the portal. */
export function heading({ title, shows }: Pick<EmbedPage, 'title' | 'shows'>): Html {
  return html`
    <p class="kicker"><a href="${embedsFolder}">Ways to embed it</a></p>
    <h1>${title}</h1>
    <p class="lead">${shows}</p>
  `;
}

/** The markup that a page shows, to be copied. */
export function markup(text: string): Html {
  return html`<pre><code>${text}</code></pre>`;
}
