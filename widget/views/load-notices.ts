/** When maintenance and alerts are loaded. */
import type { Metrics } from '../../server/contract/index.js';
import type { PanelContext } from './view-context.js';

const noticesModule = () => import('./notices.js');

/** Their views; undefined while there are none and until they have been loaded, null when they could not be loaded. */
export function loadNotices(
  { alerts, maintenance }: Metrics,
  { load }: Pick<PanelContext, 'load'>,
): Awaited<ReturnType<typeof noticesModule>> | null | undefined {
  return alerts.length + maintenance.length > 0 ? load(noticesModule) : undefined;
}
