/** A picture and a frame, for places that allow no script, such as wikis, READMEs and mail. */

import { html } from '../../portal/html.js';
import { heading, codeSample, type EmbedPage } from '../page.js';

const about = {
  title: 'Without a script',
  summary: 'A picture for wikis and READMEs, and a frame for pages that allow no script.',
};

/** The page. */
export const noScript: EmbedPage = {
  ...about,
  name: 'no-script',
  script: false,
  policy: () => "default-src 'self'",
  body: () => html`
    <main class="columns">
      <div>
        ${heading(about)}
        <h2>A picture</h2>
        <p>
          <a href="/monitoring"><img src="/monitoring/badge.svg?label=Portal" alt="Status of the portal" /></a>
        </p>
        ${codeSample('<img src="/monitoring/badge.svg?label=Portal" alt="Status of the portal">')}
        <h2 class="heading">A frame</h2>
        <p>The frame updates every five seconds. The picture does not update.</p>
        ${codeSample('<iframe src="/monitoring?embed=panel&label=Portal" title="Status"></iframe>')}
      </div>
      <iframe src="/monitoring?embed=panel&amp;label=Portal" title="Status of the portal"></iframe>
    </main>
  `,
};
