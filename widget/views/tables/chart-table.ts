/** The lines of a chart as a table. */
import type { TemplateResult } from 'lit';
import { valueText, type ChartModel } from '../../model/charts/chart.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { table } from './table.js';

/** The lines step by step, newest first. */
export function chartTable(chart: ChartModel, caption: string, display: PageDisplay): TemplateResult {
  const { strings } = display;
  const { events, lines } = chart;
  const rows = chart.times.map((time, step) => [
    chart.clock(time),
    ...lines.map(({ values }) => valueText(chart, values[step], display)),
    ...(events === null ? [] : [events[step] ?? '']),
  ]);
  const columns = [strings.time, ...lines.map(({ label }) => label), ...(events === null ? [] : [strings.events])];
  return table(caption, columns, rows.reverse());
}
