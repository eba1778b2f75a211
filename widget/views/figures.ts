/** The four figures: 2 × 2 where it is narrow, in a row where there is room. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Figure } from '../figures.js';
import type { View } from '../model.js';
import { icon } from './icons.js';
import { over } from './over.js';
import { sparkline } from './sparkline.js';

/** All four. */
export function figures({ figures: all }: View): TemplateResult {
  return html`<dl class="figures" part="figures">${all.map(one)}</dl>`;
}

function one({ name, label, quantity, level, line, limit, description }: Figure): TemplateResult {
  const isOver = level !== 'healthy';
  return html`
    <div class="figure ${name} tone-${level}" part="figure">
      <dt>${label}</dt>
      <dd class="value ${isOver ? 'over' : ''}">
        <span>${quantity.value}</span><small> ${quantity.unit}</small>
        ${isOver ? icon(level) : nothing}${over(isOver)}
      </dd>
      <dd>${sparkline(line, limit, description)}</dd>
    </div>
  `;
}
