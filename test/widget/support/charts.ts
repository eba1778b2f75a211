/** All charts of a time range, that of the errors by class too. */
import type { ChartModel, ChartSeries } from '../../../widget/model/charts/chart.js';
import { chartModels, chartParts } from '../../../widget/model/charts/charts.js';
import { classChart } from '../../../widget/model/charts/class-chart.js';
import type { PageDisplay } from '../../../widget/model/text/display-context.js';

/** As a page makes them. */
export function allCharts(series: ChartSeries, display: PageDisplay): ChartModel[] {
  const parts = chartParts(series, display);
  return [...chartModels(series, parts, display), classChart(series, parts, display)];
}
