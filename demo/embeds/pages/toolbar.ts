/** Badges in an app's toolbar and in the cells of a table. */

import { html } from '../../portal/html.js';
import { heading, codeSample, type EmbedPage } from '../page.js';

const about = {
  title: 'In a toolbar and a table',
  summary: 'The badge is one line high and opens the panel when pressed.',
};

/** The page. */
export const toolbar: EmbedPage = {
  ...about,
  name: 'toolbar',
  policy: (systems) => `default-src 'self'; connect-src 'self' ${systems.map(({ origin }) => origin.origin).join(' ')}`,
  body: (systems) => html`
    <header class="toolbar">
      <strong>Course planner</strong>
      <nav aria-label="Planner">
        <a href="#courses" aria-current="page">Courses</a>
        <a href="#rooms">Rooms</a>
        <a href="#reports">Reports</a>
      </nav>
      <align-monitor variant="badge" src="/metrics" label="Instructor portal"></align-monitor>
    </header>
    <main>
      ${heading(about)} ${codeSample('<align-monitor variant="badge" src="/metrics"></align-monitor>')}
      <h2 class="heading">Systems that the planner depends on</h2>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">Used for</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          ${systems.map(
            ({ name, purpose, origin }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td data-label="Used for">${purpose}</td>
                <td data-label="Status">
                  <align-monitor variant="badge" src="${origin.href}metrics" label="${name}"></align-monitor>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </main>
  `,
};
