/** The switch between the ranges of the charts. */
import { html, type TemplateResult } from 'lit';
import { HISTORY_RANGE_NAMES } from '../../../server/contract/index.js';
import type { RangeChoice } from '../../model/page-state.js';
import type { PageContext } from '../view-context.js';

/** Shortest first. */
const CHOICES: readonly RangeChoice[] = ['live', ...HISTORY_RANGE_NAMES];

/** Radio buttons in one row, so that the arrow keys move between them. */
export function rangeSwitch({ view, state, setState }: PageContext): TemplateResult {
  const { strings } = view.display;
  return html`
    <fieldset class="ranges" part="range">
      <legend class="hidden">${strings.range}</legend>
      ${CHOICES.map(
        (range) => html`
          <label>
            <input
              class="hidden"
              type="radio"
              name="range"
              .checked=${range === state.range}
              @change=${() => setState({ range })}
            /><span>${strings.ranges[range]}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}
