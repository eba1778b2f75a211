/** The longest range of history as a strip of cells, with a sentence and a list of incidents. */
import { html, nothing, type TemplateResult } from 'lit';
import { LONGEST_RANGE } from '../../../server/contract/index.js';
import type { RangeHistory } from '../../controllers/history-controller.js';
import type { History } from '../../data/history.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { cells, incidents, stripSentence, type Cell, type Incident } from '../../model/status-strip.js';
import { icon } from '../icons.js';

/** How many cells there are at most on a wide, a medium and a narrow element; a style sheet shows one strip of them. */
const MAX_CELLS = { wide: 288, middle: 144, narrow: 72 };
/** The width of a cell and the space before it; the space behind it makes it 1. */
const CELL = '.76';
const GAP = '.12';
/** In CSS pixels. */
const HEIGHT = 28;
const ICONS = { healthy: 'healthy', gap: 'unknown', warning: 'warning', degraded: 'degraded' } as const;

/** The whole strip; its place until the history has come. */
export function statusStrip(known: RangeHistory | undefined, display: DisplayContext): TemplateResult {
  const { strings } = display;
  const history = known?.history ?? null;
  const failure = known?.failure ?? null;
  const range = strings.ranges[LONGEST_RANGE];
  const problem = failure === null ? '' : strings.historyFailed(range, failure);
  const sentence = history === null ? problem || strings.waiting : stripSentence(history, display);
  return html`
    <div class="strip" part="strip">
      <div class="cells" role="img" aria-label=${sentence}>${history === null ? nothing : strips(history)}</div>
      <p class="axis" aria-hidden="true">
        <span>${strings.ago(range)}</span><span class="strip-summary">${sentence}</span><span>${strings.now}</span>
      </p>
      ${history === null ? nothing : incidentList(incidents(history, display), display)}
    </div>
  `;
}

/** One path for each kind of cell. A gap is not a bar but a dash at half the height. */
function strips(history: History): TemplateResult[] {
  return Object.entries(MAX_CELLS).map(([name, count]) => {
    const all = cells(history, Math.ceil(history.steps.length / count));
    const path = (kind: Cell, begin: string, rest: string) =>
      all.map((cell, index) => (cell === kind ? `M${index}${GAP} ${begin}h${CELL}${rest}` : '')).join('');
    const bars = (kind: Cell) => path(kind, '0', `v${HEIGHT}h-${CELL}z`);
    return html`
      <svg class=${name} viewBox="0 0 ${all.length} ${HEIGHT}" preserveAspectRatio="none">
        <path class="healthy" d=${bars('healthy')} />
        <path class="warning" d=${bars('warning')} />
        <path class="degraded" d=${bars('degraded')} />
        <path class="gap" d=${path('gap', String(HEIGHT / 2), '')} />
      </svg>
    `;
  });
}

function incidentList(all: readonly Incident[], { strings }: DisplayContext): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`
    <details class="incidents">
      <summary>${strings.incidents(all.length)}</summary>
      <ul class="list">
        ${all.map(
          ({ worst, when, duration, messages }) => html`
            <li class="alert tone-${worst}">
              ${icon(ICONS[worst])}
              <p>${strings.levels[worst]}</p>
              <small>${strings.lasted(when, duration)}</small>
              ${messages.length > 0 ? html`<p class="more">${messages.join(' · ')}</p>` : nothing}
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}
