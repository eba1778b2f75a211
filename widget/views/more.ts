/** What a panel needs only with the first alert, or when a table is opened. */
import { alertStyles } from '../alerts.styles.js';
import { tableStyles } from '../table.styles.js';

export { alerts } from './alerts.js';
export { figuresTable } from './figures-table.js';

/** What both need. */
export const styles = [tableStyles, alertStyles];
