/** The panel: for a side column or a phone. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Metrics } from '../../server/contract/index.js';
import type { View } from '../model.js';
import { classes } from './classes.js';
import type { Controls } from './controls.js';
import { endpoints } from './endpoints.js';
import { figures } from './figures.js';
import { header } from './header.js';
import { blankClasses, blankEndpoints } from './skeleton.js';
import { twin } from './twin.js';

const MAX_ALERTS = 5;

/** All of it, in whatever state; `label` is the system's name, empty when it has none. */
export function panel(view: View, label: string, controls: Controls): TemplateResult {
  const { headline, status, metrics } = view;
  return html`
    <div class="card tone-${headline.tone}">
      ${header(headline, label, controls)} ${figures(view)}
      ${status === 'loading' ? [blankClasses(), blankEndpoints(), figuresTwin(view, controls)] : nothing}
      ${metrics === null ? nothing : details(view, metrics, controls)}
    </div>
  `;
}

function details(view: View, metrics: Metrics, controls: Controls): TemplateResult {
  const alerts = metrics.alerts.some(({ state }) => state !== 'pending') ? controls.parts('more')?.alerts : null;
  return html`
    ${classes(view, view.classes)} ${alerts?.(metrics, view.telling, MAX_ALERTS)}
    ${view.endpoints.length > 0 ? endpoints(view) : nothing} ${figuresTwin(view, controls)}
  `;
}

/** The line that opens into the four figures' lines. */
export function figuresTwin(view: View, controls: Controls): TemplateResult {
  const caption = `${view.figures.map(({ label }) => label).join(', ')}, ${view.window}`;
  return twin('figures', caption, () => controls.parts('more')?.figuresTable(view, caption), controls);
}
