/** The control page, which simulates faults of the portal. */

import Router, { type RouterContext } from '@koa/router';
import type Koa from 'koa';
import { isMode, modes, type Conditions, type Mode } from './conditions.js';
import { embedLinks } from './embeds/routes.js';
import { readText } from './portal/forms.js';
import { html, type Html } from './portal/html.js';
import { layout } from './portal/layout.js';
import type { PortalState } from './portal/router.js';

/** What each mode does, and when the level changes. */
const descriptions: Record<Mode, { name: string; what: string; when: string }> = {
  normal: {
    name: 'Normal',
    what: 'Everything works as it should.',
    when: 'Green again after five minutes, when the window has moved on.',
  },
  deploy: {
    name: 'Bad deploy',
    what: 'Version 1.8.1 breaks the reflections of those who want no email digest.',
    when: 'The error is named within ten seconds: what, where, for how many, since when. Red within a minute.',
  },
  model: {
    name: 'Slow model',
    what: 'The language model behind the reflections takes twelve times as long.',
    when: 'Yellow within a minute, and the page says who waits for it. Red within five minutes.',
  },
  job: {
    name: 'Stopped job',
    what: 'The reminder mails are no longer sent.',
    when: 'An alert, and yellow, within 80 seconds.',
  },
  slow: {
    name: 'Slow',
    what: 'Every answer takes nine times as long.',
    when: 'Yellow within 20 seconds, red within two minutes.',
  },
  failing: {
    name: 'Failing',
    what: 'Three in ten requests end with a server error.',
    when: 'Yellow within 20 seconds, red within a minute.',
  },
  csrf: {
    name: 'Bad tokens',
    what: 'Visitors send forms with an expired token.',
    when: 'The CSRF count rises within seconds. From ten on the light is yellow, but never red: refusing them is right.',
  },
};

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** What the control page shows and changes. */
export interface ControlOptions {
  conditions: Conditions;
  windowSeconds: number;
  /** Changes the mode everywhere. */
  change: (mode: Mode) => Promise<void>;
  /** The address of the tool on another origin. */
  tool: URL;
  /** The day before the start was recorded too. */
  hasDay: boolean;
}

/** Adds `GET` and `POST /demo/control`, which show and change the mode. */
export function addControl(app: Koa<PortalState>, options: ControlOptions): void {
  const router = new Router<PortalState>();

  router.get('/demo/control', (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = controlPage(ctx.host, options);
  });

  router.post('/demo/control', async (ctx) => {
    if (!isSameOrigin(ctx))
      return sendError(ctx, 403, 'foreign_origin', 'Only a page of this portal may change its mode.');
    const isJson = ctx.is('json') === 'json';
    const mode = parseMode(await readText(ctx), isJson);
    if (mode === undefined) return sendError(ctx, 400, 'bad_mode', `mode must be one of ${modes.join(', ')}.`);
    await options.change(mode);
    if (isJson) {
      ctx.body = { mode };
    } else {
      ctx.status = 303;
      ctx.redirect('/demo/control');
    }
  });

  app.use(router.routes());
  app.use(router.allowedMethods());
}

/** Browsers send the origin with every POST. Programs on this machine, such as curl, send none. */
function isSameOrigin(ctx: RouterContext<PortalState>): boolean {
  const origin = ctx.get('Origin');
  return loopbackNames.has(ctx.host.replace(/:\d+$/, '')) && (origin === '' || origin === `http://${ctx.host}`);
}

function parseMode(text: string, isJson: boolean): Mode | undefined {
  const mode = isJson ? parseJsonMode(text) : new URLSearchParams(text).get('mode');
  return isMode(mode) ? mode : undefined;
}

function parseJsonMode(text: string): unknown {
  try {
    const given: unknown = JSON.parse(text);
    return typeof given === 'object' && given !== null && 'mode' in given ? given.mode : undefined;
  } catch {
    return undefined;
  }
}

function sendError(ctx: RouterContext<PortalState>, status: number, code: string, message: string): void {
  ctx.status = status;
  ctx.body = { error: { code, message } };
}

function controlPage(host: string, { conditions, windowSeconds, tool, hasDay }: ControlOptions): string {
  return layout({
    title: 'Demo control',
    kicker: 'Not part of the portal',
    lead: 'Break the portal on purpose, and watch its panel notice.',
    section: 'control',
    content: html`
      <p class="note now" role="status">${currentMode(conditions, windowSeconds)}</p>
      <form class="modes" method="post" action="/demo/control">
        ${modes.map((mode) => {
          const { name, what, when } = descriptions[mode];
          return html`<button
            class="mode"
            name="mode"
            value="${mode}"
            aria-pressed="${String(mode === conditions.mode)}"
          >
            <strong>${name}</strong>
            <span>${what}</span>
            <small>${when}</small>
          </button>`;
        })}
      </form>
      ${
        hasDay &&
        html`<section class="hint">
          <h2>The day before</h2>
          <p>
            The last 24 hours before the start were simulated in fast-forward through the same code: an incident in the
            morning, a deploy that went well, and one that was rolled back.
          </p>
        </section>`
      }
      <section class="hint">
        <h2>The same from a terminal</h2>
        <pre><code>curl -d mode=failing http://${host}/demo/control</code></pre>
      </section>
      <section>
        <h2 class="heading">Ways to embed it</h2>
        ${embedLinks(tool)}
      </section>
    `,
    side: html`<align-monitor src="/metrics" label="Instructor portal" audience="team" interval="2"></align-monitor>`,
  });
}

function currentMode({ mode, previous, since }: Conditions, windowSeconds: number): Html {
  const name = html`<strong>${descriptions[mode].name}</strong>`;
  if (since === null) return html`${name} since the start.`;
  if (mode !== 'normal') return html`${name} since ${clock.format(since)}.`;
  const clearedAt = clock.format(new Date(since.getTime() + 1000 * windowSeconds));
  const fault = descriptions[previous].name.toLowerCase();
  return html`${name} since ${clock.format(since)}. The last of “${fault}” leaves the window at ${clearedAt}.`;
}
