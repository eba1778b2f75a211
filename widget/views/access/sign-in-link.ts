/** The way to sign in. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionController } from '../../controllers/session-controller.js';
import { signInUrl } from '../../data/session.js';
import type { PanelContext } from '../view-context.js';

/** A link to the monitor's sign-in page; nothing where that is of no use. In a frame the page opens beside it. */
export function signInLink(
  { src }: PanelContext,
  { session, words }: SessionController,
): TemplateResult | typeof nothing {
  const url = session?.can_sign_in === true ? signInUrl(src, location) : null;
  if (url === null || words === null) return nothing;
  return html`
    <a class="sign-in" part="sign-in" href=${url} target=${window.top === window ? nothing : '_blank'}
      >${words.signIn}</a
    >
  `;
}
