/** Who is signed in: a button that opens their menu, or for the public the way to sign in. */
import { html, nothing } from 'lit';
import { drawing } from '../icons.js';
import { popoverToggled } from '../popover.js';
import type { PageContext } from '../view-context.js';

const PERSON = 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-4 3.4-6 7.5-6s7.5 2 7.5 6';

/** In the head of the page, in any state. */
export function account(context: PageContext): unknown {
  const { view, state, setState, access } = context;
  const { strings } = view.display;
  const audience = view.metrics?.audience ?? 'public';
  if (audience === 'public' || view.status === 'unauthorised') return access?.signIn(context);
  return html`
    <button class="chip account mark" part="account" type="button" popovertarget="account">
      ${drawing(PERSON)}<span
        ><span class="hidden">${strings.signedIn} </span><b>${strings.audiences[audience]}</b></span
      >
    </button>
    <div id="account" class="card menu" popover part="popover" @beforetoggle=${popoverToggled(setState)}>
      ${state.isPopoverOpen ? (access?.menu(context, audience) ?? strings.waiting) : nothing}
    </div>
  `;
}
