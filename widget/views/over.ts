/** What a colour says, for those who do not see it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { strings } from '../strings.js';

/** Follows a figure that is over its limit; nothing where it is not. */
export function over(isOver: boolean): TemplateResult | typeof nothing {
  return isOver ? html`<span class="hidden"> ${strings().overLimit}</span>` : nothing;
}
