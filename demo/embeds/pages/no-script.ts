/** For places that take no script, such as a wiki, a README or a mail: a picture, and a frame. */

import { html } from '../../portal/html.js';
import { heading, markup, type EmbedPage } from '../page.js';

const words = {
  title: 'Without a script',
  shows: 'A picture for wikis and READMEs, and a frame for pages that allow nothing else.',
};

/** The page. */
export const noScript: EmbedPage = {
  ...words,
  name: 'no-script',
  script: false,
  policy: () => "default-src 'self'",
  body: () => html`
    <main class="columns">
      <div>
        ${heading(words)}
        <h2>A picture</h2>
        <p>
          <a href="/monitoring"><img src="/monitoring/badge.svg?label=Portal" alt="Status of the portal" /></a>
        </p>
        ${markup('<img src="/monitoring/badge.svg?label=Portal" alt="Status of the portal">')}
        <h2 class="heading">A frame</h2>
        <p>It asks by itself, every five seconds; the picture is as old as the page.</p>
        ${markup('<iframe src="/monitoring?embed=panel&label=Portal" title="Status"></iframe>')}
      </div>
      <iframe src="/monitoring?embed=panel&amp;label=Portal" title="Status of the portal"></iframe>
    </main>
  `,
};
