/** The figures of a chart as a table, for those who would rather read them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TableName } from '../model/view-state.js';
import type { PanelContext } from './view-context.js';

/** A line that opens into a table; `table` is called with the caption, and only while it is open. */
export function dataTable(
  name: TableName,
  caption: string,
  table: (caption: string) => unknown,
  { view, state, setState }: PanelContext,
): TemplateResult {
  const toggled = ({ currentTarget }: Event) => {
    const openTables = new Set(state.openTables);
    if ((currentTarget as HTMLDetailsElement).open) openTables.add(name);
    else openTables.delete(name);
    setState({ openTables });
  };
  return html`
    <details class="data-table" part="table" @toggle=${toggled}>
      <summary>${view.display.strings.asTable}<span class="hidden">: ${caption}</span></summary>
      ${state.openTables.has(name) ? table(caption) : nothing}
    </details>
  `;
}

/** The data table of the four figures; `table` is undefined until it has been loaded. */
export function figuresDataTable(
  context: PanelContext,
  table: ((view: PanelContext['view'], caption: string) => TemplateResult) | undefined,
): TemplateResult {
  const { view } = context;
  const caption = `${view.figures.map(({ label }) => label).join(', ')}, ${view.window}`;
  return dataTable('figures', caption, () => table?.(view, caption), context);
}
