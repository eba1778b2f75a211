/** Says in words what a colour says. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DisplayContext } from '../model/text/display-context.js';

/** Follows a figure; says that it is over its limit. */
export function overLimit(isOver: boolean, { strings }: DisplayContext): TemplateResult | typeof nothing {
  return isOver ? html`<span class="hidden"> ${strings.overLimit}</span>` : nothing;
}
