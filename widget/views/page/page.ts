/** The page: for `/monitoring` or a wall screen. A module of its own, loaded with the first page. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { ABORTED, classCounts } from '../../model/error-classes.js';
import { chartStyles } from '../../styles/chart.styles.js';
import { historyStyles } from '../../styles/history.styles.js';
import { pageStyles } from '../../styles/page.styles.js';
import { errorClasses } from '../panel/error-classes.js';
import { figures } from '../panel/figures.js';
import { refreshButton } from '../panel/header.js';
import { icon } from '../icons.js';
import { loadNotices } from '../load-notices.js';
import { figuresDataTable, styles as detailStyles } from '../panel/panel-details.js';
import { blankClasses } from '../panel/skeleton.js';
import type { PageContext } from '../view-context.js';
import { account } from './account.js';
import { charts } from './charts.js';
import { lazyCard, lazyCards } from './lazy-cards.js';
import { rangeSwitch } from './range-switch.js';
import { verdictCard } from './verdict.js';

/** The page's styles; the panel's are in the element already. */
export const styles = [...detailStyles, pageStyles, ...historyStyles, ...chartStyles];

/** The whole page, in any state. Until it is known who is asking, it is what everybody is given. */
export function page(context: PageContext): TemplateResult {
  const { view, state } = context;
  const { metrics } = view;
  const { action } = state;
  return html`
    <div class="page">
      ${heading(context)} ${verdictCard(context)} ${metrics?.view === 'level' ? nothing : figuresCard(context)}
      ${metrics === null ? nothing : cards(metrics, context)}
      ${action && context.dialog?.begunAction(action, view.display.strings)}
    </div>
  `;
}

function figuresCard(context: PageContext): TemplateResult {
  const { metrics, status } = context.view;
  return html`
    <div class="card" part="card">
      ${figures(context)} ${status === 'loading' ? blankClasses() : nothing}
      ${metrics === null ? nothing : allErrorClasses(metrics, context)}
      ${status === 'loading' || metrics !== null ? figuresDataTable(context) : nothing}
    </div>
  `;
}

function heading(context: PageContext): TemplateResult {
  const { view, label, history } = context;
  const { headline, display } = view;
  return html`
    <div class="heading" part="header">
      <h1>${label || display.strings.name}</h1>
      <span class="chip tone-${headline.tone}">${icon(headline.tone)}${headline.word}</span>
      ${history.isAvailable && view.metrics?.view !== 'status' ? rangeSwitch(context) : nothing}
      ${refreshButton(context)} ${account(context)}
    </div>
  `;
}

/** The panel's classes with those that did not occur, and the requests that the client has aborted. */
function allErrorClasses(metrics: Metrics, { view }: PageContext): TemplateResult {
  return errorClasses(view, [...classCounts(metrics), { name: ABORTED, count: metrics.errors[`recent_${ABORTED}`] }]);
}

function cards(metrics: Metrics, context: PageContext): unknown {
  if (metrics.view !== 'all') return context.access?.cards(context);
  const planned = loadNotices(metrics, context)?.maintenanceList(metrics, context.view.display) ?? nothing;
  const lazy = (name: keyof typeof lazyCards) => lazyCard(lazyCards[name], metrics, context);
  return html`
    ${planned === nothing ? nothing : html`<div class="card notices" part="card">${planned}</div>`}
    ${lazy('errorGroups')}
    <div class="row">${lazy('alerts')} ${lazy('budget')}</div>
    ${charts(metrics, context)} ${lazy('endpoints')}
    <div class="row">${lazy('waits')} ${lazy('jobs')}</div>
    <div class="row">${lazy('numbers')} ${lazy('facts')}</div>
    ${lazy('cost')}
  `;
}
