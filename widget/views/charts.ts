/** The page's charts: of the last minutes, or of the range that was chosen. Loaded when they are first shown. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { HistoryRange, Metrics } from '../../server/contract/index.js';
import { charts as chartModels, type ChartFigures, type ChartModel, type TimeRange } from '../chart-model.js';
import { chartStyles } from '../chart.styles.js';
import { zoomed } from '../chart-zoom.js';
import type { Telling } from '../headline.js';
import { heldHistory } from '../history.js';
import { historyFigures } from '../history-model.js';
import type { History } from '../history-reading.js';
import { liveFigures } from '../live-model.js';
import { moreStrings } from '../more-strings.js';
import type { Settings } from '../settings.js';
import { chartCard } from './chart-card.js';
import type { Controls } from './controls.js';
import { chosenRange } from './range.js';

/** What the charts need. */
export const styles = [chartStyles];

/** What the charts show, and what the reader has to know about it. */
interface ShownCharts {
  models: ChartModel[];
  /** The range that was chosen has not come yet; what was shown before it stays. */
  isWaiting: boolean;
  problem: string;
}

/** The history that the charts show, which stays until another one has come. */
interface ShownHistory {
  history: History;
  range: HistoryRange;
  historySrc: string;
}

const SHOWN = 'shown';
const ZOOM = 'zoom';
const CLASSES = 'classes';

/** All that are open. */
export function charts(metrics: Metrics, telling: Telling, settings: Settings, controls: Controls): TemplateResult {
  const { models, isWaiting, problem } = chartsOf(metrics, telling, settings, controls);
  const words = moreStrings(telling.strings);
  const isOpen = controls.state.get(CLASSES) === true;
  const byClass = html`
    <button class="quiet" type="button" aria-expanded=${isOpen} @click=${() => controls.set(CLASSES, !isOpen)}>
      ${words.byClass}
    </button>
  `;
  const handlers = {
    point: (step: number | null) => controls.set('pointed', step),
    zoom: (range: TimeRange | null) => controls.set(ZOOM, range),
  };
  return html`
    <div class="charts ${isWaiting ? 'waiting' : ''}" aria-busy=${isWaiting}>
      ${problem === '' ? nothing : html`<p class="message problem">${problem}</p>`}
      ${models
        .filter(({ name }) => isOpen || name !== 'classes')
        .map((chart) => chartCard(chart, words, handlers, controls, chart.name === 'throughput' ? byClass : nothing))}
    </div>
  `;
}

/** The charts of the chosen range as far as there is one, else those that were shown before. */
function chartsOf(metrics: Metrics, telling: Telling, { historySrc }: Settings, controls: Controls): ShownCharts {
  const { ranges, historyFailed } = moreStrings(telling.strings);
  const range = chosenRange(controls);
  const isLive = range === 'live' || historySrc === null;
  const held = isLive ? undefined : heldHistory(controls, historySrc, range);
  const history = held?.history;
  if (isLive) controls.state.delete(SHOWN);
  else if (history) controls.state.set(SHOWN, { history, range, historySrc } satisfies ShownHistory);
  const shown = controls.state.get(SHOWN) as ShownHistory | undefined;
  const failure = held?.failure ?? null;
  const models =
    shown?.historySrc === historySrc
      ? modelsOf(shown.history, telling, () => historyFigures(shown, metrics.limits.p95_ms, telling))
      : modelsOf(metrics, telling, () => liveFigures(metrics, telling));
  return {
    models: closer(models, telling, controls),
    isWaiting: !isLive && held === undefined,
    problem: failure === null ? '' : historyFailed(ranges[range], failure),
  };
}

const made = new WeakMap<object, { telling: Telling; models: ChartModel[] }>();

/** The charts of one answer, made once: they are drawn anew only when they are others than before. */
function modelsOf(answer: object, telling: Telling, figuresOf: () => ChartFigures): ChartModel[] {
  const known = made.get(answer);
  if (known?.telling.strings === telling.strings && known.telling.format === telling.format) return known.models;
  const models = chartModels(figuresOf(), telling);
  made.set(answer, { telling, models });
  return models;
}

const closeUps = new WeakMap<ChartModel[], { range: TimeRange; models: ChartModel[] }>();

/** The same charts over the part of their time that the reader has chosen; all of it once that part is over. */
function closer(models: ChartModel[], telling: Telling, controls: Controls): ChartModel[] {
  const chosen = controls.state.get(ZOOM) as TimeRange | null | undefined;
  const [{ times, whole, clock } = {}] = models;
  if (!chosen || !times || !whole || !clock) return models;
  const isOver = chosen[1] <= whole[0] || chosen[0] >= whole[1];
  const range = isOver ? null : zoomed(chosen, whole, (times[1] ?? whole[1]) - (times[0] ?? whole[0]));
  if (range === null) {
    controls.state.set(ZOOM, null);
    return models;
  }
  const known = closeUps.get(models);
  if (known?.range.join() === range.join()) return known.models;
  const window = moreStrings(telling.strings).fromTo(clock(range[0]), clock(range[1]));
  const near = models.map((model) => ({ ...model, range, window }));
  closeUps.set(models, { range, models: near });
  return near;
}
