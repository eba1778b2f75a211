/** The menu of who is signed in: what they may do, and until when. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionController } from '../../controllers/session-controller.js';
import { toMinutes } from '../../model/text/clock.js';
import type { PageContext } from '../view-context.js';

/** What the popover holds, in any state. */
export function accountMenu(context: PageContext, access: SessionController): TemplateResult {
  const { view, setState } = context;
  const { strings } = view.display;
  const { words, session, failure } = access;
  const audience = session?.audience ?? view.metrics?.audience;
  if (words === null || audience === undefined) return html`<p class="who">${strings.waiting}</p>`;
  const name = audience === 'public' ? audience : strings.audiences[audience];
  const until = Date.parse(session?.until ?? '');
  const markDeploy = ({ currentTarget }: Event) => {
    (currentTarget as Element).closest<HTMLElement>('[popover]')?.hidePopover();
    setState({ action: { kind: 'deploy', alert: { id: '', type: '', message: words.markDeploy } } });
  };
  return html`
    <p class="who">
      <b>${words.signedInAs(name, session?.name === audience ? '' : (session?.name ?? ''))}</b>
      ${words.rights[audience]} ${Number.isNaN(until) ? '' : words.until(toMinutes(until, view.display))}
    </p>
    ${audience === 'operator' ? html`<button type="button" aria-haspopup="dialog" @click=${markDeploy}>${words.markDeploy}</button>` : nothing}
    ${Number.isNaN(until) ? nothing : html`<button type="button" @click=${() => void access.signOut()}>${words.signOut}</button>`}
    <p class="problem" role="status">${failure === null ? '' : strings.refused(failure)}</p>
  `;
}
