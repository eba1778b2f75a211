/** What a panel loads with its first alert, or when its data table is opened. */
import { alertStyles } from '../styles/alerts.styles.js';
import { tableStyles } from '../styles/table.styles.js';

export { alertList } from './alerts.js';
export { figuresTable } from './figures-table.js';

/** For both. */
export const styles = [tableStyles, alertStyles];
