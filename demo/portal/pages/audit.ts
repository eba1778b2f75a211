import { html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalRouter, Services } from '../router.js';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `GET /audit`: the latest activity in the portal. */
export function addAudit(router: PortalRouter, { work, activity }: Services): void {
  router.get('/audit', async (ctx) => {
    ctx.state.feature = 'audit';
    await work('GET /audit');
    ctx.body = layout({
      title: 'Audit',
      kicker: 'The whole college',
      lead: 'What was done in the portal lately, newest first.',
      section: 'audit',
      content: html`<section class="card">
        ${activity.entries.length === 0 && html`<p class="quiet">Nothing was done yet.</p>`}
        <ol class="log">
          ${activity.entries.map(
            ({ time, who, what, where }) =>
              html`<li>
                <time datetime="${time.toISOString()}">${clock.format(time)}</time>
                <p><strong>${who}</strong> ${what}</p>
                <span class="chip">${where}</span>
              </li>`,
          )}
        </ol>
      </section>`,
    });
  });
}
