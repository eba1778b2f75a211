/** What a panel loads for the team, with its first alert, or when its data table is opened. */
import { alertStyles } from '../../styles/alerts.styles.js';
import { tableStyles } from '../../styles/table.styles.js';

export { teamHeadline } from '../../model/text/team-headline.js';
export { alertList } from '../alerts.js';
export { figuresTable } from './figures-table.js';

/** For alerts and table. */
export const styles = [tableStyles, alertStyles];
