/** The head of the panel: icon, word, sentence, when the figures came, and a button that asks again. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Headline } from '../headline.js';
import { strings } from '../strings.js';
import type { Controls } from './controls.js';
import { icon } from './icons.js';

/** The whole head. */
export function header(headline: Headline, label: string, controls: Controls): TemplateResult {
  return html`
    <div class="head" part="header">
      <span class="icon" part="icon">${icon(headline.tone)}</span>
      <h2 class="word" part="status"><small>${label}</small> ${headline.word}</h2>
      ${updated(headline, controls)} ${sentence(headline)}
    </div>
  `;
}

/** The sentence and, where there is one, the note about the figures. */
export function sentence({ lead, sentence: text, note }: Headline): TemplateResult {
  return html`
    <p class="sentence" part="sentence"><b>${lead}</b> ${text}</p>
    <p class="sentence note">${note}</p>
  `;
}

/** When the figures came, and the button. */
export function updated({ time }: Headline, { state, refresh }: Controls): TemplateResult {
  return html`
    <div class="time">
      ${time}
      <button
        class=${state.get('refreshing') ? 'busy' : ''}
        part="refresh-button"
        aria-label=${strings().refresh}
        @click=${refresh}
      >
        ${icon('refresh')}
      </button>
    </div>
  `;
}
