/** What takes the place of the rows until the first answer comes, in their size, so that nothing jumps. */
import { html, type TemplateResult } from 'lit/html.js';

const ENDPOINTS = [1, 2, 3, 4, 5];

/** Where the error classes will be. */
export function blankClasses(): TemplateResult {
  return html`<div class="classes" aria-hidden="true"><span class="blank">&nbsp;</span></div>`;
}

/** Where the endpoints will be. */
export function blankEndpoints(): TemplateResult {
  return html`
    <ul class="list endpoints" aria-hidden="true">
      ${ENDPOINTS.map(() => html`<li class="endpoint"><span class="bar blank">&nbsp;</span></li>`)}
    </ul>
  `;
}
