/** The menu of who is signed in: what they may do, and until when. */
import { html, nothing } from 'lit';
import type { Audience } from '../../../server/contract/index.js';
import type { SessionController } from '../../controllers/session-controller.js';
import { toMinutes } from '../../model/text/clock.js';
import type { PageContext } from '../view-context.js';

/** Whoever has signed in. */
export type SignedIn = Exclude<Audience, 'public'>;

/** What the popover holds, in any state. */
export function accountMenu({ view, setState }: PageContext, audience: SignedIn, access: SessionController): unknown {
  const { strings } = view.display;
  const { words, session, failure } = access;
  if (words === null) return strings.waiting;
  const { name, until } = session ?? { name: null, until: null };
  const markDeploy = ({ currentTarget }: Event) => {
    // Closing the menu gives the focus back to its button, which then gets it from the dialog.
    const menu: Partial<HTMLElement> | null = (currentTarget as Element).closest<HTMLElement>('[popover]');
    menu?.hidePopover?.();
    setState({
      isPopoverOpen: false,
      action: { kind: 'deploy', alert: { id: '', type: '', message: words.markDeploy } },
    });
  };
  return html`
    <p class="who">
      <b>${words.signedInAs(strings.audiences[audience], name === null || name === audience ? '' : name)}</b>
      ${words.rights[audience]} ${until && words.until(toMinutes(Date.parse(until), view.display))}
    </p>
    ${
      audience === 'operator'
        ? html`<button type="button" aria-haspopup="dialog" @click=${markDeploy}>${words.markDeploy}</button>`
        : nothing
    }
    ${until && html`<button type="button" @click=${() => void access.signOut()}>${words.signOut}</button>`}
    <p class="problem" role="status">${failure === null ? '' : strings.refused(failure)}</p>
  `;
}
