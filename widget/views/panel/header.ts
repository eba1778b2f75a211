/** The head of the panel: icon, word, sentence, the age of the figures, and the refresh button. */
import { html, type TemplateResult } from 'lit';
import type { Headline } from '../../model/text/headline.js';
import { icon } from '../icons.js';
import type { PanelContext } from '../view-context.js';

/** The whole head. */
export function header(context: PanelContext): TemplateResult {
  const { headline } = context.view;
  return html`
    <div class="head" part="header">
      <span class="icon" part="icon">${icon(headline.tone)}</span>
      <h2 class="word" part="status"><small>${context.label}</small> ${headline.word}</h2>
      ${refreshButton(context)} ${sentence(headline)}
    </div>
  `;
}

/** The sentence, and the note about the figures. */
export function sentence({ people, lead, sentence: text, note }: Headline): TemplateResult {
  return html`
    <p class="sentence" part="sentence"><strong>${people}</strong> <b>${lead}</b> ${text}</p>
    <p class="sentence note">${note}</p>
  `;
}

/** The age of the figures, and the button that polls now. */
export function refreshButton({ view, isRefreshing, refresh }: PanelContext): TemplateResult {
  return html`
    <div class="time">
      ${view.headline.time}
      <button
        class=${isRefreshing ? 'busy' : ''}
        part="refresh-button"
        aria-label=${view.display.strings.refresh}
        @click=${refresh}
      >
        ${icon('refresh')}
      </button>
    </div>
  `;
}
