/** A page that is always dark and sets its own colours for the element. */

import { html } from '../../portal/html.js';
import { heading, codeSample, type EmbedPage } from '../page.js';

const about = {
  title: 'In a dark page with its own colours',
  summary: 'The element follows the page’s color-scheme and takes its colours, radius and font from it.',
};

const styleSheet = `:root {
  color-scheme: dark;
  --align-surface: #1b1430;
  --align-surface-2: #2a2046;
  --align-line: #3a2d5e;
  --align-accent: #f2a7d0;
  --align-radius: 20px;
}`;

/** The page. */
export const dark: EmbedPage = {
  ...about,
  name: 'dark',
  bodyClass: 'night',
  body: () => html`
    <header class="toolbar">
      <strong>Night desk</strong>
      <nav aria-label="Desk">
        <a href="#tickets" aria-current="page">Tickets</a>
        <a href="#rota">Rota</a>
      </nav>
      <align-monitor variant="badge" src="/metrics" label="Instructor portal"></align-monitor>
    </header>
    <main class="columns">
      <div>${heading(about)} ${codeSample(styleSheet)}</div>
      <align-monitor src="/metrics" label="Instructor portal"></align-monitor>
    </main>
  `,
};
