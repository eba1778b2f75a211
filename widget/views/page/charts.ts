/** The charts of the current window or of a range of history. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import type { Importer } from '../../controllers/view-source.js';
import type * as ClassModule from '../../model/charts/class-chart.js';
import type { ChartModel, ChartSeries, TimeRange } from '../../model/charts/chart.js';
import { chartModels, chartParts } from '../../model/charts/charts.js';
import { historySeries } from '../../model/charts/history-series.js';
import { latencyLimits, liveSeries } from '../../model/charts/live-series.js';
import { zoomRange } from '../../model/charts/zoom.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import type { PageContext } from '../view-context.js';
import { chartCard } from './chart-card.js';

const classModule: Importer<typeof ClassModule> = () => import('../../model/charts/class-chart.js');

/** All charts that are open. While a range is loading, the charts before it stay. */
export function charts(metrics: Metrics, context: PageContext): TemplateResult {
  const { view, state, setState, history } = context;
  const { range, isClassChartOpen } = state;
  const { strings } = view.display;
  const { sessions_known } = metrics.summary;
  const known = range === 'live' ? undefined : history.get(range);
  const isWaiting = range !== 'live' && history.isAvailable && known === undefined;
  const failure = known?.failure ?? null;
  const classesButton = html`
    <button
      class="quiet by-class"
      type="button"
      aria-expanded=${isClassChartOpen}
      @click=${() => setState({ isClassChartOpen: !isClassChartOpen })}
    >
      ${strings.byClass}
    </button>
  `;
  return html`
    <div class="row charts ${isWaiting ? 'waiting' : ''}" aria-busy=${isWaiting}>
      ${failure === null ? nothing : html`<p class="message problem">${strings.historyFailed(strings.ranges[range], failure)}</p>`}
      ${zoomedCharts(shownCharts(metrics, context), context)
        .filter(({ name, lines }) => name !== 'sessions' || sessions_known || lines[0]?.values.some(Boolean))
        .map((chart) => chartCard(chart, chart.name === 'throughput' ? classesButton : nothing, context))}
    </div>
  `;
}

function shownCharts(metrics: Metrics, { view, history, state, load }: PageContext): ChartModel[] {
  const { display } = view;
  const { shown } = history;
  const classes = state.isClassChartOpen ? load(classModule) : null;
  return shown === null
    ? cachedCharts(metrics, display, classes, () => liveSeries(metrics, display))
    : cachedCharts(shown.history, display, classes, () => historySeries(shown, latencyLimits(metrics), display));
}

type Classes = typeof ClassModule | null | undefined;

const chartCache = new WeakMap<object, { display: PageDisplay; classes: Classes; charts: ChartModel[] }>();

/** The charts of one answer. The same objects each time, because a chart is drawn again when its model is another one. */
function cachedCharts(
  answer: object,
  display: PageDisplay,
  classes: Classes,
  makeSeries: () => ChartSeries,
): ChartModel[] {
  const cached = chartCache.get(answer);
  const { strings, format } = display;
  const isCurrent = cached?.display.strings === strings && cached.display.format === format;
  if (isCurrent && cached.classes === classes) return cached.charts;
  const series = makeSeries();
  const parts = chartParts(series, display);
  const others = classes ? [classes.classChart(series, parts, display)] : [];
  const charts = [...chartModels(series, parts, display), ...others];
  chartCache.set(answer, { display, classes, charts });
  return charts;
}

const zoomCache = new WeakMap<ChartModel[], { range: TimeRange; charts: ChartModel[] }>();

/** The charts over the selected part of their time; all of it when that part is over. */
function zoomedCharts(whole: ChartModel[], { view, state }: PageContext): ChartModel[] {
  const { zoom } = state;
  const [first] = whole;
  if (zoom === null || first === undefined) return whole;
  const [from, to] = first.whole;
  const [firstStep = from, secondStep = to] = first.times;
  const isOver = zoom[1] <= from || zoom[0] >= to;
  const range = isOver ? null : zoomRange(zoom, first.whole, secondStep - firstStep);
  if (range === null) return whole;
  const cached = zoomCache.get(whole);
  if (cached?.range.join() === range.join()) return cached.charts;
  const window = view.display.strings.fromTo(first.clock(range[0]), first.clock(range[1]));
  const charts = whole.map((chart) => ({ ...chart, range, window }));
  zoomCache.set(whole, { range, charts });
  return charts;
}
