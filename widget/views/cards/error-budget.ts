/** The card with the error budgets of the objectives. Loaded with the first objective. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Metrics, ObjectiveFigures } from '../../../server/contract/index.js';
import { budgetLevels, burnsTooFast } from '../../model/cards/objectives.js';
import { describeLine } from '../../model/figures.js';
import { runs } from '../../model/runs.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import type { OwnStrings } from '../../strings/own-strings.js';
import { budgetStyles } from '../../styles/budget.styles.js';
import type { PageContext } from '../view-context.js';

/** For the card. */
export const styles = [budgetStyles];

/** The size of the `viewBox`: a step is one wide, and so is a percent high. */
const HEIGHT = 100;

/** The card. */
export function card({ objectives }: Metrics, { view, words: load }: PageContext): TemplateResult | null | undefined {
  const { display } = view;
  const words = load(display.strings.ownWords);
  if (!words) return words;
  return html`
    <div class="card titled budget" part="card">
      <h2>${words.errorBudget}</h2>
      ${objectives.map((objective) => budget(objective, words, display))}
    </div>
  `;
}

function budget(objective: ObjectiveFigures, words: OwnStrings, display: PageDisplay): TemplateResult {
  const { strings, format } = display;
  const { name, target_percent, over_seconds, budget_left_percent: left } = objective;
  const span = format.span(over_seconds);
  const target = `${format.number(target_percent)}\u00a0%`;
  const levels = budgetLevels(objective);
  return html`
    <div class="objective tone-${levels.left}">
      <h3>${words.objective(name, target, span)}</h3>
      <p class="value">${quantityText(format.percent(Math.max(0, left)))} <small>${words.left}</small></p>
      ${area(objective, describeLine(words.errorBudget, objective.series, span, format.percent, display))}
      <p class="axis"><span>${strings.ago(span)}</span><span>${strings.now}</span></p>
      <p class="tone-${levels.burning}">${burning(objective, words, display)}</p>
    </div>
  `;
}

/** How fast it is used, when that is too fast, and until when it lasts. */
function burning(objective: ObjectiveFigures, words: OwnStrings, { strings, format }: PageDisplay): unknown {
  const { burn_rate, exhausted_in_seconds: end, budget_left_percent } = objective;
  const isUsedUp = budget_left_percent <= 0;
  return [
    burnsTooFast(objective)
      ? html`<b class="over">${words.burns(format.rate(burn_rate ?? 0).value)}</b> ${words.inLastHour} `
      : nothing,
    isUsedUp ? html`<b class="over">${words.usedUp}</b>` : nothing,
    !isUsedUp && end !== null ? strings.asSentence(words.usedUpIn(format.span(end))) : nothing,
  ];
}

/** What was left over time. Gaps are times of which nothing is known. */
function area({ series }: ObjectiveFigures, description: string): TemplateResult {
  const width = Math.max(1, series.length - 1);
  const y = (value: number) => HEIGHT - Math.min(HEIGHT, Math.max(0, value));
  const stretches = runs(series, (value) => value !== null).map(({ from, to }) => {
    const points = series.slice(from, to).map((value, index) => `${from + index} ${y(value ?? 0).toFixed(1)}`);
    // The short first segment makes a dot of a single value.
    return {
      from,
      path: `M${points[0] ?? ''}h.01${points
        .slice(1)
        .map((point) => `L${point}`)
        .join('')}`,
    };
  });
  const path = (className: string, d: string) => svg`<path class=${className} d=${d} />`;
  return html`
    <svg class="spark" role="img" aria-label=${description} viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none">
      ${path('limit', `M0 0H${width}`)} ${path('none', `M0 ${HEIGHT}H${width}`)}
      ${path('area', stretches.map((each) => `${each.path}V${HEIGHT}H${each.from}Z`).join(''))}
      ${path('line', stretches.map((each) => each.path).join(''))}
    </svg>
  `;
}
