/** `GET /demo/embeds/…`: the pages that embed the element, a list of them, and their style sheet. */

import { readFile } from 'node:fs/promises';
import Router from '@koa/router';
import type Koa from 'koa';
import { html, type Html } from '../portal/html.js';
import type { PortalState } from '../portal/router.js';
import { embedDocument, embedsFolder, type EmbedPage } from './page.js';
import { dark } from './pages/dark.js';
import { noScript } from './pages/no-script.js';
import { rightToLeft } from './pages/right-to-left.js';
import { strictPolicy } from './pages/strict-policy.js';
import { toolbar } from './pages/toolbar.js';
import type { System } from './system.js';

const pages: readonly EmbedPage[] = [toolbar, strictPolicy, dark, rightToLeft, noScript];
const styleSheet = new URL('public/embeds.css', import.meta.url);

/** Adds the routes. `systems` are read at each request; `tool` is the address of the tool on another origin. */
export function addEmbeds(app: Koa<PortalState>, systems: readonly System[], tool: URL): void {
  const router = new Router<PortalState>({ strict: true });
  router.get(`${embedsFolder}embeds.css`, async (ctx) => {
    ctx.type = 'css';
    ctx.body = await readFile(styleSheet);
  });
  for (const page of [indexPage(tool), ...pages]) {
    router.get(embedsFolder + page.name, (ctx) => {
      ctx.set('Cache-Control', 'no-store');
      if (page.policy !== undefined) ctx.set('Content-Security-Policy', page.policy(systems));
      ctx.body = embedDocument(page, systems);
    });
  }
  app.use(router.routes());
  app.use(router.allowedMethods());
}

/** The list of all pages. */
export function embedLinks(tool: URL): Html {
  return html`<ul class="embeds">
    <li><a href="/">Inside a portal</a><span>The panel in a side column, on every page.</span></li>
    ${pages.map(
      ({ name, title, summary }) => html`<li><a href="${embedsFolder}${name}">${title}</a><span>${summary}</span></li>`,
    )}
    <li>
      <a href="${tool.href}">In a tool on another origin</a>
      <span>Three systems side by side, all on other origins.</span>
    </li>
  </ul>`;
}

function indexPage(tool: URL): EmbedPage {
  return {
    name: '',
    title: 'Ways to embed it',
    summary: 'The element in different pages.',
    script: false,
    body: () =>
      html`<main>
        <p class="kicker"><a href="/demo/control">Demo</a></p>
        <h1>Ways to embed it</h1>
        <p class="lead">The element in different pages.</p>
        ${embedLinks(tool)}
      </main>`,
  };
}
