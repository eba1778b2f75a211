/** The panel: for a side column or a phone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { figuresDataTable } from '../data-table.js';
import { errorClasses } from './error-classes.js';
import { figures } from './figures.js';
import { header } from './header.js';
import { blankClasses, blankEndpoints } from './skeleton.js';
import type { PanelContext } from '../view-context.js';

/** The whole panel, in any state. */
export function panel(context: PanelContext): TemplateResult {
  const { view, details: module, access } = context;
  const { headline, status, metrics, classes } = view;
  const table = () => figuresDataTable(context, module?.figuresTable);
  return html`
    <div class="card tone-${headline.tone}">
      ${header(context)} ${figures(context)}
      ${status === 'loading' ? [blankClasses(), blankEndpoints(), table()] : nothing}
      ${metrics && metrics.view !== 'level' ? [errorClasses(view, classes), lists(metrics, context), table()] : nothing}
      ${access?.signIn(context)}
    </div>
  `;
}

/** What those are given who are given everything; its place until it has been loaded. */
function lists(metrics: Metrics, context: PanelContext): unknown {
  const { details, access } = context;
  if (metrics.view !== 'all') return access?.details(context);
  return details === undefined ? blankEndpoints() : details?.lists(metrics, context);
}
