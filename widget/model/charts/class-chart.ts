/** The chart of errors by class. Loaded when it is opened. */
import type { PageDisplay } from '../text/display-context.js';
import type { ChartModel, ChartSeries } from './chart.js';
import type { ChartParts } from './charts.js';
import { errorClassStack } from './error-class-stack.js';

/** It has none; every lazy module tells. */
export const styles = [];

/** The chart, made with the parts of the others. */
export function classChart(series: ChartSeries, parts: ChartParts, display: PageDisplay): ChartModel {
  const { strings } = display;
  const { line, common, count, wholeNumber } = parts;
  const stack = errorClassStack(series, display);
  return {
    ...common(strings.errorsByClass, strings.errorsByClass, stack[0]?.drawn ?? [], count),
    name: 'classes',
    lines: stack.map(({ label, colour, values, drawn }) => {
      const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
      return line(label, colour, 'solid-area', values, total, drawn);
    }),
    minTop: 4,
    formatAxis: wholeNumber,
  };
}
