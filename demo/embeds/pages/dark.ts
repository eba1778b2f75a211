/** A host that is always dark and has colours of its own, which the element takes over. */

import { html } from '../../portal/html.js';
import { heading, markup, type EmbedPage } from '../page.js';

const words = {
  title: 'In a dark host with its own colours',
  shows: 'The element follows the page’s color-scheme and takes its colours, radius and font from it.',
};

const sheet = `:root {
  color-scheme: dark;
  --align-surface: #1b1430;
  --align-surface-2: #2a2046;
  --align-line: #3a2d5e;
  --align-accent: #f2a7d0;
  --align-radius: 20px;
}`;

/** The page. */
export const dark: EmbedPage = {
  ...words,
  name: 'dark',
  look: 'night',
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
      <div>${heading(words)} ${markup(sheet)}</div>
      <align-monitor src="/metrics" label="Instructor portal"></align-monitor>
    </main>
  `,
};
