/** The badge: icon, word and how many alerts fire, in a button that opens the panel above the page. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { View } from '../model.js';
import type { Controls } from './controls.js';
import { icon } from './icons.js';
import { panel } from './panel.js';

const OPEN = 'open';

/** All of it, in whatever state; the panel is made only while it is open. */
export function badge(view: View, label: string, controls: Controls): TemplateResult {
  const { headline, metrics, telling } = view;
  const firing = metrics?.alerts.filter(({ state }) => state === 'firing').length ?? 0;
  return html`
    <button class="chip tone-${headline.tone}" part="badge" popovertarget="panel">
      ${icon(headline.tone)}<span><span class="hidden">${label} </span>${headline.word}</span>
      ${firing > 0 ? html`<small>${telling.strings.firing(telling.format.count(firing))}</small>` : nothing}
    </button>
    <div
      id="panel"
      popover
      part="popover"
      @beforetoggle=${({ newState }: ToggleEvent) => controls.set(OPEN, newState === 'open')}
    >
      ${controls.state.get(OPEN) ? panel(view, label, controls) : nothing}
    </div>
  `;
}
