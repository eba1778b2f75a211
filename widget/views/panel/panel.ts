/** The panel: for a side column or a phone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { figuresDataTable } from '../data-table.js';
import { errorClasses } from './error-classes.js';
import { figures } from './figures.js';
import { header } from './header.js';
import { blankClasses, blankEndpoints } from './skeleton.js';
import type { PanelContext } from '../view-context.js';

const MAX_ALERTS = 5;

/** The whole panel, in any state. */
export function panel(context: PanelContext): TemplateResult {
  const { view, details: module, access } = context;
  const { headline, status, metrics, classes } = view;
  const table = () => figuresDataTable(context, module?.figuresTable);
  return html`
    <div class="card tone-${headline.tone}">
      ${header(context)} ${figures(view, access?.remark(context))}
      ${status === 'loading' ? [blankClasses(), blankEndpoints(), table()] : nothing}
      ${metrics && metrics.view !== 'level' ? [errorClasses(view, classes), lists(metrics, context), table()] : nothing}
      ${access?.signIn(context)}
    </div>
  `;
}

/** Alerts and endpoints for those who are given them; their place until they have been loaded. */
function lists(metrics: Metrics, context: PanelContext): unknown {
  const { view, details, access } = context;
  if (metrics.view !== 'all') return access?.details(context);
  if (details === undefined) return blankEndpoints();
  const alerts = view.hasAlerts ? details?.alertList(metrics, view.display, MAX_ALERTS) : nothing;
  return [alerts, details?.endpointList(metrics, view.display)];
}
