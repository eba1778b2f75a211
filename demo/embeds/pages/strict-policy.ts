/** All three variants under the strictest policy that a page with a script can have. */

import { html } from '../../portal/html.js';
import { heading, markup, type EmbedPage } from '../page.js';

const policy = "default-src 'self'";
const words = {
  title: 'Under a strict policy',
  shows: 'No inline style, no inline script, nothing from elsewhere: the element needs no exception.',
};

/** The page. */
export const strictPolicy: EmbedPage = {
  ...words,
  name: 'strict-policy',
  look: 'wide',
  policy: () => policy,
  body: () => html`
    <main>
      ${heading(words)} ${markup(`Content-Security-Policy: ${policy}`)}
      <div class="beside">
        <section>
          <h2>Badge</h2>
          <align-monitor variant="badge" src="/metrics" label="Portal badge"></align-monitor>
        </section>
        <section>
          <h2>Panel</h2>
          <align-monitor src="/metrics" label="Portal panel"></align-monitor>
        </section>
      </div>
      <h2 class="heading">Page</h2>
      <align-monitor variant="page" src="/metrics" label="Portal page"></align-monitor>
    </main>
  `,
};
