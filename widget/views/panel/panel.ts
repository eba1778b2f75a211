/** The panel: for a side column or a phone. */
import { html, nothing, type TemplateResult } from 'lit';
import { figures } from './figures.js';
import { header } from './header.js';
import { blankLists } from './skeleton.js';
import type { PanelContext } from '../view-context.js';

/** The whole panel, in any state. */
export function panel(context: PanelContext): TemplateResult {
  const { view, access } = context;
  return html`
    <div class="card tone-${view.headline.tone}">
      ${header(context)} ${figures(context)} ${lists(context)} ${access?.signIn(context)}
    </div>
  `;
}

/** What those are given who are given figures; its place until it has been loaded. */
function lists(context: PanelContext): unknown {
  const { view, details, access } = context;
  const { metrics, status } = view;
  if (metrics === null) return status === 'loading' ? blankLists() : nothing;
  if (metrics.view === 'level') return nothing;
  const views = metrics.view === 'all' ? details : access;
  return views === undefined ? blankLists() : views?.lists(metrics, context);
}
