/** The HTML around the content of the portal's pages. */

import { html, type Html } from './html.js';
import { icon, type IconName } from './icons.js';

/** An entry of the navigation. */
export type Section = 'home' | 'reflection' | 'designer' | 'audit' | 'settings' | 'control' | 'none';

/** One page of the portal. */
export interface Page {
  title: string;
  /** A few words above the title. */
  kicker: string;
  /** One sentence below the title. */
  lead: string;
  /** The current entry of the navigation. */
  section: Section;
  content: Html;
  /** The content of the side column; `panel` by default. */
  side?: Html;
}

const navigation: readonly [section: Section, href: string, icon: IconName, name: string][] = [
  ['home', '/', 'home', 'Home'],
  ['reflection', '/start_reflection', 'reflection', 'Reflect'],
  ['designer', '/designer/sta-110', 'designer', 'Design'],
  ['audit', '/audit', 'audit', 'Audit'],
  ['settings', '/settings', 'settings', 'Settings'],
];

/** The monitoring panel, and the badge that takes its place on phones. Both share one poll. */
export const panel = html`<align-monitor src="/metrics" label="Instructor portal"></align-monitor>`;
const badge = html`<align-monitor variant="badge" src="/metrics" label="Instructor portal"></align-monitor>`;

/** A whole HTML document: navigation, content and side column. */
export function layout(page: Page): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Linden College</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/portal.css" />
        <script type="module" src="/align-monitor.js"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/">
            ${icon('leaf')}
            <span>Linden College<small>Instructor portal</small></span>
          </a>
          <div class="status">${badge}</div>
          <nav aria-label="Portal">
            ${navigation.map(
              ([section, href, name, label]) =>
                html`<a href="${href}" ${section === page.section && html`aria-current="page"`}>
                  ${icon(name)}<span>${label}</span>
                </a>`,
            )}
          </nav>
          <div class="bar-foot">
            <a href="/monitoring">Monitoring</a>
            <a href="/demo/control" ${page.section === 'control' && html`aria-current="page"`}>Demo</a>
          </div>
        </header>
        <div class="page">
          <main id="content">
            <p class="kicker">${page.kicker}</p>
            <h1>${page.title}</h1>
            <p class="lead">${page.lead}</p>
            ${page.content}
          </main>
          <aside aria-label="System status" ${page.side === undefined && html`class="wide"`}>
            ${page.side ?? panel}
          </aside>
        </div>
      </body>
    </html>`;
  return document.toString();
}
