/** An internal tool on an origin of its own, whose one page shows three systems; it has no script of its own. */

import { fileURLToPath } from 'node:url';
import Koa from 'koa';
import serve from 'koa-static';
import { listen } from '../listen.js';
import { html } from '../portal/html.js';
import type { System } from './system.js';

/** The tool, running. */
export interface Tool {
  /** Where its page lies. */
  origin: URL;
  /** Ends all connections. */
  close(): Promise<void>;
}

const publicFolder = fileURLToPath(new URL('tool', import.meta.url));

/**
 * Starts the tool: at `port`, or at any free one when that is taken. `systems` are read at each request, because they
 * start after it: they have to be told its origin. The first one also serves the element.
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

/** What a host has to allow that shows systems of other origins: the script of one, and the figures of all. */
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
