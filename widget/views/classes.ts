/** How often requests ended in an error, by class; zeroes stay quiet. */
import { html, type TemplateResult } from 'lit/html.js';
import type { ClassCount, View } from '../model.js';

/** One row, which wraps. */
export function classes({ window, telling }: View, counts: readonly ClassCount[]): TemplateResult {
  const { short } = telling.format;
  return html`
    <div class="classes" part="error-classes">
      ${counts.map(({ name, count }) => html`<span class=${count ? '' : 'zero'}>${name} <b>${short(count)}</b></span> `)}
      <small>${window}</small>
    </div>
  `;
}
