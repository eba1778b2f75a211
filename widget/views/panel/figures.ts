/** The four figures: 2 × 2 on a narrow element, in one row on a wide one. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DisplayContext } from '../../model/text/display-context.js';
import type { Figure } from '../../model/figures.js';
import { icon } from '../icons.js';
import type { PanelContext } from '../view-context.js';
import { overLimit } from '../over-limit.js';
import { sparkline } from './sparkline.js';

/** All four, as far as there are any, each with what is to be said below it. */
export function figures({ view, details, access }: PanelContext): TemplateResult | typeof nothing {
  const { figures: all, metrics, display } = view;
  if (metrics?.view === 'level') return nothing;
  const remark = (metrics?.view === 'status' ? access : details)?.figureRemark;
  return html`
    <dl class="figures" part="figures">${all.map((figure) => figureItem(figure, remark?.(figure, view), display))}</dl>
  `;
}

function figureItem(
  { name, label, quantity, tone, line, limit, description }: Figure,
  remark: unknown,
  display: DisplayContext,
): TemplateResult {
  const isOver = tone !== 'healthy';
  return html`
    <div class="figure ${name} tone-${tone}" part="figure">
      <dt>${label}</dt>
      <dd class="value ${isOver ? 'over' : ''}">
        <span>${quantity.value}</span><small> ${quantity.unit}</small>
        ${isOver ? icon(tone) : nothing}${overLimit(isOver, display)}
      </dd>
      ${remark}
      <dd>${sparkline(line, limit, description)}</dd>
    </div>
  `;
}
