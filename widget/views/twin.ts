/** The line below a chart that opens into the same figures as a table, for those who would rather read them. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { strings } from '../strings.js';
import type { Controls } from './controls.js';

/** `table` is called only while it is open; `name` tells it from the element's other tables. */
export function twin(
  name: string,
  caption: string,
  table: (caption: string) => unknown,
  { state, set }: Controls,
): TemplateResult {
  const toggled = ({ currentTarget }: Event) => set(name, (currentTarget as HTMLDetailsElement).open);
  return html`
    <details class="twin" part="table" @toggle=${toggled}>
      <summary>${strings().asTable}<span class="hidden">: ${caption}</span></summary>
      ${state.get(name) ? table(caption) : nothing}
    </details>
  `;
}
