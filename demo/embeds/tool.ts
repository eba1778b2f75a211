/** A tool on another origin. Its only page shows three systems and has no script of its own. */

import { fileURLToPath } from 'node:url';
import Koa from 'koa';
import serve from 'koa-static';
import { listen } from '../listen.js';
import { html } from '../portal/html.js';
import type { System } from './system.js';

/** The running tool. */
export interface Tool {
  /** The address of its page. */
  origin: URL;
  /** Ends all connections. */
  close(): Promise<void>;
}

const publicFolder = fileURLToPath(new URL('tool', import.meta.url));

/**
 * Starts the tool on `port`, or on a free port if that is taken. `systems` are read at each request, because they start
 * later: they need the tool's origin. The first system also serves the element.
 */
export async function startTool(port: number, systems: readonly System[]): Promise<Tool> {
  const app = new Koa();
  app.use(serve(publicFolder));
  app.use((ctx) => {
    if (ctx.path !== '/') return;
    ctx.set('Content-Security-Policy', policyFor(systems));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = operationsPage(systems);
  });
  const handle = app.callback();
  const start = (at: number) => listen((request, response) => void handle(request, response), at);
  const listening = await start(port).catch(() => start(0));
  return { origin: new URL(`http://localhost:${listening.port}/`), close: () => listening.close() };
}

/** The policy that a page needs to show systems of other origins: the script of one, and the figures of all. */
function policyFor(systems: readonly System[]): string {
  const origins = systems.map(({ origin }) => origin.origin);
  return `default-src 'self'; script-src ${origins[0] ?? "'none'"}; connect-src ${origins.join(' ')}`;
}

function operationsPage(systems: readonly System[]): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Operations</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/operations.css" />
        ${systems.slice(0, 1).map(({ origin }) => html`<script type="module" src="${origin.href}align-monitor.js"></script>`)}
      </head>
      <body>
        <header>
          <h1>Operations</h1>
          <p>${systems.length} systems, each of which watches itself. This page asks them every five seconds.</p>
        </header>
        <main>
          ${systems.map(
            ({ name, purpose, origin }) =>
              html`<section>
                <h2>${name}</h2>
                <p>${purpose} · <a href="${origin.href}monitoring">whole page</a></p>
                <align-monitor src="${origin.href}metrics" label="${name}" audience="team"></align-monitor>
              </section>`,
          )}
        </main>
      </body>
    </html>`;
  return document.toString();
}
