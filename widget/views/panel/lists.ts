/** What a panel shows below its figures to those who are given everything. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { extentText, groupName, heaviestGroup, newText } from '../../model/text/error-group-texts.js';
import { alertList } from '../alerts.js';
import type { PanelContext } from '../view-context.js';
import { endpointList } from './endpoints.js';

const MAX_ALERTS = 5;

const maintenanceModule = () => import('../maintenance.js');

/** Maintenance, the heaviest error group, the alerts and the busiest endpoints. */
export function lists(metrics: Metrics, { view: { display }, load }: PanelContext): unknown {
  return [
    metrics.maintenance.length > 0 ? load(maintenanceModule)?.maintenanceList(metrics, display) : nothing,
    groupLine(metrics, display),
    alertList(metrics, display, MAX_ALERTS),
    endpointList(metrics, display),
  ];
}

/** "TypeError in reflection.ts:42", how often and for whom. */
function groupLine(metrics: Metrics, display: DisplayContext): TemplateResult | typeof nothing {
  const group = heaviestGroup(metrics);
  if (group === undefined) return nothing;
  const added = newText(group, display);
  return html`
    <p class="group-line">
      <b>${groupName(group, display)}</b>
      <span class=${added ? 'over tone-degraded' : ''}
        >${extentText(group.window_count, group.window_sessions, display)}</span
      >
      ${added && ` · ${added}`}
    </p>
  `;
}
