/** All three variants under a policy that allows only files of the page's own origin. */

import { html } from '../../portal/html.js';
import { heading, codeSample, type EmbedPage } from '../page.js';

const policy = "default-src 'self'";
const about = {
  title: 'Under a strict policy',
  summary: 'No inline styles, no inline scripts, no other origins. The element needs no exception.',
};

/** The page. */
export const strictPolicy: EmbedPage = {
  ...about,
  name: 'strict-policy',
  bodyClass: 'wide',
  policy: () => policy,
  body: () => html`
    <main>
      ${heading(about)} ${codeSample(`Content-Security-Policy: ${policy}`)}
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
