/** Which range the charts show. */
import { html, type TemplateResult } from 'lit/html.js';
import type { HistoryRange } from '../../server/contract/index.js';
import { moreStrings } from '../more-strings.js';
import { strings } from '../strings.js';
import type { Controls } from './controls.js';

/** The last minutes as they are, or a range of history. */
export type Range = 'live' | HistoryRange;

const RANGES: readonly Range[] = ['live', '15m', '1h', '6h', '24h'];
const STATE = 'range';

/** The one that is chosen. */
export function chosenRange({ state }: Controls): Range {
  return (state.get(STATE) as Range | undefined) ?? 'live';
}

/** The switch: radio buttons that look like one row, so that arrow keys go from one to the next. */
export function rangeSwitch(controls: Controls): TemplateResult {
  const words = moreStrings(strings());
  const chosen = chosenRange(controls);
  return html`
    <fieldset class="ranges" part="range">
      <legend class="hidden">${words.range}</legend>
      ${RANGES.map(
        (range) => html`
          <label>
            <input
              class="hidden"
              type="radio"
              name="range"
              .checked=${range === chosen}
              @change=${() => controls.set(STATE, range)}
            /><span>${words.ranges[range]}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}
