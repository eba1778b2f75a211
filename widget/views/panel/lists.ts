/** What a panel shows below its figures to those who are given everything. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { occurredClasses } from '../../model/error-classes.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { extentText, groupName, heaviestGroup, newText } from '../../model/text/error-group-texts.js';
import { figuresDataTable } from '../data-table.js';
import { loadNotices } from '../load-notices.js';
import type { PanelContext } from '../view-context.js';
import type { endpointLists } from './endpoints.js';
import { errorClasses } from './error-classes.js';

const MAX_ALERTS = 5;

/** Maintenance, the errors by class, the heaviest error group, the alerts and the first endpoints. */
export function lists(
  metrics: Metrics,
  context: PanelContext,
  endpointList: ReturnType<typeof endpointLists>,
): unknown {
  const { view } = context;
  const { display } = view;
  const notices = loadNotices(metrics, context);
  return [
    notices?.maintenanceList(metrics, display),
    errorClasses(view, occurredClasses(metrics)),
    groupLine(metrics, display),
    notices?.alertList(metrics, display, MAX_ALERTS),
    endpointList(metrics, display),
    figuresDataTable(context),
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
