/** The counts by error class; zeroes are muted. */
import { html, type TemplateResult } from 'lit';
import type { ClassCount } from '../../model/error-classes.js';
import type { ViewModel } from '../../model/view-model.js';

/** One row, which wraps. */
export function errorClasses({ window, display }: ViewModel, counts: readonly ClassCount[]): TemplateResult {
  const { short } = display.format;
  return html`
    <div class="classes" part="error-classes">
      ${counts.map(({ name, count }) => html`<span class=${count ? '' : 'zero'}>${name} <b>${short(count)}</b></span> `)}
      <small>${window}</small>
    </div>
  `;
}
