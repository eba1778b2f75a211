/** What a panel loads for those who are given everything, for the team, or when its data table is opened. */
import { alertStyles } from '../../styles/alerts.styles.js';
import { listStyles } from '../../styles/lists.styles.js';
import { tableStyles } from '../../styles/table.styles.js';

export { teamHeadline } from '../../model/text/team-headline.js';
export { alertList } from '../alerts.js';
export { figureRemark } from './figure-remark.js';
export { figuresTable } from './figures-table.js';
export { lists } from './lists.js';

/** For lists and table. */
export const styles = [tableStyles, listStyles, alertStyles];
