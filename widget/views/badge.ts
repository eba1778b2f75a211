/** The badge: icon, word and the number of firing alerts, in a button that opens the panel in a popover. */
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import { popoverToggled } from './popover.js';
import { panel } from './panel/panel.js';
import type { PanelContext } from './view-context.js';

/** The whole badge, in any state. The panel is rendered only while it is open. */
export function badge(context: PanelContext): TemplateResult {
  const { view, label, state, setState } = context;
  const { headline, metrics, display } = view;
  const firing = metrics?.alerts.filter((alert) => alert.state === 'firing').length ?? 0;
  return html`
    <button class="chip tone-${headline.tone}" part="badge" popovertarget="panel">
      ${icon(headline.tone)}<span><span class="hidden">${label} </span>${headline.word}</span>
      ${firing > 0 ? html`<small>${display.strings.firing(firing, display.format.count(firing))}</small>` : nothing}
    </button>
    <div id="panel" popover part="popover" @beforetoggle=${popoverToggled(setState)}>
      ${state.isPopoverOpen ? panel(context) : nothing}
    </div>
  `;
}
