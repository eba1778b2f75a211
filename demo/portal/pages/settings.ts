import { csrfField } from '../forms.js';
import { html } from '../html.js';
import { icon } from '../icons.js';
import { layout } from '../layout.js';
import type { PortalContext, PortalRouter, Services } from '../router.js';
import type { Settings } from '../session.js';
import type { Sessions } from '../sessions.js';

const digests: readonly [value: Settings['digest'], label: string][] = [
  ['daily', 'Every morning'],
  ['weekly', 'Once a week'],
  ['never', 'Never'],
];

const nameLimit = 60;

/** `GET /settings`, `POST /settings` and `POST /sign_out`: forms with a CSRF token. */
export function addSettings(router: PortalRouter, { work, activity, monitor }: Services, sessions: Sessions): void {
  router.get('/settings', async (ctx) => {
    await work('GET /settings');
    ctx.body = settingsPage(ctx, { saved: ctx.query['saved'] === 'yes' });
  });

  router.post('/settings', async (ctx) => {
    ctx.state.feature = 'settings';
    await work('POST /settings');
    const { session } = ctx;
    const { form } = ctx.state;
    const name = form.get('name')?.trim() ?? '';
    const digest = digests.find(([value]) => value === form.get('digest'))?.[0];
    if (name === '' || name.length > nameLimit || digest === undefined) {
      ctx.status = 422;
      ctx.body = settingsPage(ctx, { problem: `Please give a name of at most ${nameLimit} characters.` });
      return;
    }
    session.settings = { name, digest, reminders: form.has('reminders') };
    activity.add(name, 'changed the settings', 'Settings');
    ctx.status = 303;
    ctx.redirect('/settings?saved=yes');
  });

  router.post('/sign_out', async (ctx) => {
    await work('POST /sign_out');
    activity.add(ctx.session.settings.name, 'signed out', 'Settings');
    monitor.recordSession(ctx.session.id, 'end');
    sessions.end(ctx);
    ctx.status = 303;
    ctx.redirect('/signed_out');
  });
}

function settingsPage(ctx: PortalContext, { saved = false, problem }: { saved?: boolean; problem?: string }): string {
  const { csrfToken, settings } = ctx.session;
  return layout({
    title: 'Settings',
    kicker: 'Your account',
    lead: 'How the portal addresses you, and how often it writes.',
    section: 'settings',
    content: html`
      ${saved && html`<p class="note done" role="status">${icon('check')} Your settings are saved.</p>`}
      ${problem !== undefined && html`<p class="note open" role="alert">${problem}</p>`}
      <form class="card fields" method="post" action="/settings">
        ${csrfField(csrfToken)}
        <label for="name">Name</label>
        <input id="name" name="name" value="${settings.name}" maxlength="${nameLimit}" autocomplete="name" required />
        <label for="digest">Email digest</label>
        <select id="digest" name="digest">
          ${digests.map(
            ([value, label]) =>
              html`<option value="${value}" ${value === settings.digest && html`selected`}>${label}</option>`,
          )}
        </select>
        <label class="check">
          <input type="checkbox" name="reminders" ${settings.reminders && html`checked`} />
          Remind me when a reflection is due
        </label>
        <div class="actions"><button class="button">Save</button></div>
      </form>
      <form class="card row" method="post" action="/sign_out">
        ${csrfField(csrfToken)}
        <p>Signed in as <strong>${settings.name}</strong></p>
        <button class="button plain">Sign out</button>
      </form>
    `,
  });
}
