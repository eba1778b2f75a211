/** Pages that embed the element: their description, and the HTML around their body. */

import { html, type Html } from '../portal/html.js';
import type { System } from './system.js';

/** One way to embed the element. */
export interface EmbedPage {
  /** The last segment of its path. */
  name: string;
  title: string;
  /** What the page shows, in one sentence. */
  summary: string;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  /** A class of the body. */
  bodyClass?: string;
  /** Whether the page loads the element's script; true by default. */
  script?: boolean;
  /** The page's Content Security Policy; that of the portal by default. */
  policy?: (systems: readonly System[]) => string;
  /** The content of the body. The portal is the first of `systems`. */
  body: (systems: readonly System[]) => Html;
}

/** The path of all pages. */
export const embedsFolder = '/demo/embeds/';

/** The HTML of a page. It has no inline style or script, so that it works under every policy. */
export function embedDocument(page: EmbedPage, systems: readonly System[]): string {
  const { title, lang = 'en', dir = 'ltr', bodyClass = 'plain', script = true } = page;
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
      <body class="embed ${bodyClass}">
        ${page.body(systems)}
      </body>
    </html>`;
  return document.toString();
}

/** Title, summary and a link back to the list. */
export function heading({ title, summary }: Pick<EmbedPage, 'title' | 'summary'>): Html {
  return html`
    <p class="kicker"><a href="${embedsFolder}">Ways to embed it</a></p>
    <h1>${title}</h1>
    <p class="lead">${summary}</p>
  `;
}

/** A code sample. */
export function codeSample(text: string): Html {
  return html`<pre><code>${text}</code></pre>`;
}
