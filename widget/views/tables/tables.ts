/** The tables behind the charts and the figures. Loaded when the first one is opened. */
import { dataTableStyles } from '../../styles/data-table.styles.js';

export { chartTable } from './chart-table.js';
export { figuresTable } from './figures-table.js';

/** For the tables. */
export const styles = [dataTableStyles];
