/** The card with the app's own numbers. Loaded with the first of them. */
import { html, type TemplateResult } from 'lit';
import type { InstrumentFigures, Metrics } from '../../../server/contract/index.js';
import type { History } from '../../data/history.js';
import { annotation, instrumentLine, instrumentQuantity, isOverLimit } from '../../model/cards/instruments.js';
import { describeLine } from '../../model/figures.js';
import { windowSeconds } from '../../model/series.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import type { OwnStrings } from '../../strings/own-strings.js';
import { numberStyles } from '../../styles/numbers.styles.js';
import { overLimit } from '../over-limit.js';
import { sparkline } from '../panel/sparkline.js';
import type { PageContext } from '../view-context.js';

/** For the card. */
export const styles = [numberStyles];

/** The time that the lines cover. */
interface ShownTime {
  /** Null for the current window. */
  history: History | null;
  /** "5 min". */
  span: string;
}

/** The card. */
export function card(metrics: Metrics, { view, history, words: load }: PageContext): TemplateResult | null | undefined {
  const { display } = view;
  const { strings, format } = display;
  const words = load(strings.ownWords);
  if (!words) return words;
  const { instruments } = metrics;
  const { shown } = history;
  const time: ShownTime =
    shown === null
      ? { history: null, span: format.span(windowSeconds(metrics)) }
      : { history: shown.history, span: strings.ranges[shown.range] };
  return html`
    <div class="card titled" part="card">
      <h2 id="numbers">${words.appNumbers} <small>${strings.last(time.span)}</small></h2>
      <ul class="list numbers" aria-labelledby="numbers">
        ${instruments.map((instrument) => listItem(instrument, time, metrics, words, display))}
      </ul>
    </div>
  `;
}

function listItem(
  instrument: InstrumentFigures,
  { history, span }: ShownTime,
  metrics: Metrics,
  words: OwnStrings,
  display: PageDisplay,
): TemplateResult {
  const { name, value, limit } = instrument;
  const quantify = instrumentQuantity(instrument, display);
  const quantity = value === null ? { value: display.strings.noValue, unit: '' } : quantify(value);
  const line = instrumentLine(instrument, history);
  const isOver = isOverLimit(instrument, metrics);
  return html`
    <li class=${isOver ? 'tone-warning' : ''}>
      <span class="name">${name} <small>${kindText(instrument, words, display)}</small></span>
      ${sparkline(line, limit, describeLine(name, line, span, quantify, display))}
      <span class="value ${isOver ? 'over' : ''}"
        >${quantity.value} <small>${quantity.unit}</small>${overLimit(isOver, display)}</span
      >
    </li>
  `;
}

/** "per minute", "P95, token", "limit 50". */
function kindText(instrument: InstrumentFigures, words: OwnStrings, display: PageDisplay): string {
  const { kind, unit, limit } = instrument;
  const { strings } = display;
  const kinds = { counter: words.perMinute, histogram: strings.percentiles.p95, gauge: '' };
  const limitText = limit === null ? '' : strings.limit(quantityText(instrumentQuantity(instrument, display)(limit)));
  return [kinds[kind], annotation(unit), limitText].filter(Boolean).join(', ') || words.gauge;
}
