/** The panel: for a side column or a phone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { figuresDataTable } from '../data-table.js';
import { endpointList } from './endpoints.js';
import { errorClasses } from './error-classes.js';
import { figures } from './figures.js';
import { header } from './header.js';
import { blankClasses, blankEndpoints } from './skeleton.js';
import type { PanelContext } from '../view-context.js';

const MAX_ALERTS = 5;

/** The whole panel, in any state. */
export function panel(context: PanelContext): TemplateResult {
  const { headline, status, metrics } = context.view;
  return html`
    <div class="card tone-${headline.tone}">
      ${header(context)} ${figures(context.view)}
      ${status === 'loading' ? [blankClasses(), blankEndpoints(), figuresDataTable(context, context.details?.figuresTable)] : nothing}
      ${metrics === null ? nothing : details(metrics, context)}
    </div>
  `;
}

function details(metrics: Metrics, context: PanelContext): TemplateResult {
  const { view, details: module } = context;
  const alerts = view.hasAlerts ? module?.alertList(metrics, view.display, MAX_ALERTS) : nothing;
  return html`
    ${errorClasses(view, view.classes)} ${alerts} ${view.endpoints.length > 0 ? endpointList(view) : nothing}
    ${figuresDataTable(context, module?.figuresTable)}
  `;
}
