/** What the reader has opened. */
import type { ChartModel } from './charts/chart.js';
import type { PageState } from './page-state.js';

/** A chart, or the four figures, whose data table can be opened. */
export type TableName = 'figures' | ChartModel['name'];

/** The state of one element's views. Immutable. What only a page has is missing until the reader does something. */
export interface ViewState extends Partial<PageState> {
  readonly isPopoverOpen: boolean;
  readonly openTables: ReadonlySet<TableName>;
}

/** Before the reader has done anything. */
export const initialViewState: ViewState = { isPopoverOpen: false, openTables: new Set() };
