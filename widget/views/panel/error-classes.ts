/** The errors of the window by class, as people say it: "33 server errors". */
import { html, type TemplateResult } from 'lit';
import type { ClassCount } from '../../model/error-classes.js';
import type { ViewModel } from '../../model/view-model.js';
import { numberFirst } from '../number-first.js';

/** One row, which wraps. A zero that is given is muted. */
export function errorClasses({ window, display }: ViewModel, counts: readonly ClassCount[]): TemplateResult {
  const { strings, format } = display;
  const phrase = ({ name, count }: ClassCount) =>
    numberFirst((text) => strings.errorsOfClass(count, text, name), format.short(count));
  return html`
    <div class="classes" part="error-classes">
      ${counts.map((each) => html`<span class=${each.count ? '' : 'zero'}>${phrase(each)}</span> `)}
      ${counts.length > 0 ? '' : html`<span class="zero">${strings.noErrors}</span>`}
      <small>${window}</small>
    </div>
  `;
}
