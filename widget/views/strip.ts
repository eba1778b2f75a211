/** The last 24 hours as a strip of cells, with the sentence that says the same and the list of what went wrong. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Telling } from '../headline.js';
import type { HeldHistory } from '../history.js';
import type { History } from '../history-reading.js';
import { moreStrings } from '../more-strings.js';
import { cells, incidents, stripSentence, type Cell, type Incident } from '../strip-model.js';
import { icon } from './icons.js';

/** How many steps a cell stands for where there is much room, some and little. */
const FOLDS = { wide: 1, middle: 2, narrow: 4 };
/** A cell and the space before it, in units of the two and a space behind it. */
const CELL = '.76';
const GAP = '.12';
/** In CSS pixels. */
const HEIGHT = 28;
/** Where nothing is known there is no cell, but a dash at half its height. */
const NO_CELL: [begin: string, rest: string] = [String(HEIGHT / 2), ''];
const ICONS = { healthy: 'healthy', gap: 'unknown', warning: 'warning', degraded: 'degraded' } as const;

/** All of it; until the history has come, its place. */
export function strip(held: HeldHistory | undefined, telling: Telling): TemplateResult {
  const words = moreStrings(telling.strings);
  const history = held?.history ?? null;
  const failure = held?.failure ?? null;
  const problem = failure === null ? '' : words.historyFailed(words.ranges['24h'], failure);
  const sentence = history === null ? problem || words.waiting : stripSentence(history, telling);
  return html`
    <div class="strip" part="strip">
      <div class="cells" role="img" aria-label=${sentence}>${history === null ? nothing : folds(history)}</div>
      <p class="axis" aria-hidden="true">
        <span>${words.dayAgo}</span><span class="told">${sentence}</span><span>${words.now}</span>
      </p>
      ${history === null ? nothing : incidentList(incidents(history, telling), telling)}
    </div>
  `;
}

/** One path for each kind of cell; a style sheet chooses the strip that fits. */
function folds(history: History): TemplateResult[] {
  return Object.entries(FOLDS).map(([name, steps]) => {
    const all = cells(history, steps);
    const path = (kind: Cell, [begin, rest] = ['0', `v${HEIGHT}h-${CELL}z`]) =>
      all.map((cell, index) => (cell === kind ? `M${index}${GAP} ${begin}h${CELL}${rest}` : '')).join('');
    return html`
      <svg class=${name} viewBox="0 0 ${all.length} ${HEIGHT}" preserveAspectRatio="none">
        <path class="healthy" d=${path('healthy')} />
        <path class="warning" d=${path('warning')} />
        <path class="degraded" d=${path('degraded')} />
        <path class="gap" d=${path('gap', NO_CELL)} />
      </svg>
    `;
  });
}

function incidentList(all: readonly Incident[], telling: Telling): TemplateResult | typeof nothing {
  const words = moreStrings(telling.strings);
  if (all.length === 0) return nothing;
  return html`
    <details class="incidents">
      <summary>${words.incidents(all.length)}</summary>
      <ul class="list">
        ${all.map(
          ({ worst, when, span, messages }) => html`
            <li class="alert tone-${worst}">
              ${icon(ICONS[worst])}
              <p>${words.level[worst]}</p>
              <small>${words.lasted(when, span)}</small>
              ${messages.length > 0 ? html`<p class="more">${messages.join(' · ')}</p>` : nothing}
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}
