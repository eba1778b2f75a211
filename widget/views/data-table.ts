/** The figures of a chart as a table, for those who would rather read them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Importer } from '../controllers/view-source.js';
import type { TableName } from '../model/view-state.js';
import type * as TablesModule from './tables/tables.js';
import type { PanelContext } from './view-context.js';

type Tables = typeof TablesModule;

const tablesModule: Importer<Tables> = () => import('./tables/tables.js');

/** A line that opens into a table; `table` is called with the caption, and only while it is open. */
export function dataTable(
  name: TableName,
  caption: string,
  table: (tables: Tables, caption: string) => unknown,
  { view, state, setState, load }: PanelContext,
): TemplateResult {
  const toggled = ({ currentTarget }: Event) => {
    const openTables = new Set(state.openTables);
    if ((currentTarget as HTMLDetailsElement).open) openTables.add(name);
    else openTables.delete(name);
    setState({ openTables });
  };
  const tables = state.openTables.has(name) ? load(tablesModule) : null;
  return html`
    <details class="data-table" part="table" @toggle=${toggled}>
      <summary>${view.display.strings.asTable}<span class="hidden">: ${caption}</span></summary>
      ${tables ? table(tables, caption) : nothing}
    </details>
  `;
}

/** The data table of the figures. */
export function figuresDataTable(context: PanelContext): TemplateResult {
  const { view } = context;
  const caption = `${view.figures.map(({ label }) => label).join(', ')}, ${view.window}`;
  return dataTable('figures', caption, ({ figuresTable }) => figuresTable(view, caption), context);
}
