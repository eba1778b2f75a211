/** Maintenance and alerts. Loaded with the first of them. */
import { alertStyles } from '../styles/alerts.styles.js';

export { alertList } from './alerts.js';
export { maintenanceList } from './maintenance.js';

/** For both lists. */
export const styles = [alertStyles];
