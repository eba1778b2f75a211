/** The four figures' lines as a table. */
import { html, type TemplateResult } from 'lit';
import { toSeconds } from '../../model/text/clock.js';
import { quantityText, type Quantity } from '../../model/text/format.js';
import { completeSteps, errorRates, perSecond, stepTimes, type Line } from '../../model/series.js';
import type { ViewModel } from '../../model/view-model.js';
import { table } from './table.js';

/** The complete steps, newest first. */
export function figuresTable({ figures, metrics, display }: ViewModel, caption: string): TemplateResult {
  if (metrics === null) return html``;
  const { strings, format } = display;
  const { series } = metrics;
  const lines: [Line, (value: number) => Quantity][] = [
    [errorRates(series), format.percent],
    [series.p95_ms, format.latency],
    [perSecond(metrics, series.requests), format.rate],
    [series.active_sessions, (value) => ({ value: format.count(value), unit: '' })],
  ];
  const rows = stepTimes(series)
    .slice(0, completeSteps(metrics))
    .map((time, step) => [
      toSeconds(time, display),
      ...lines.slice(0, figures.length).map(([line, quantify]) => {
        const value = line[step] ?? null;
        return value === null ? strings.noValue : quantityText(quantify(value));
      }),
    ]);
  return table(caption, [strings.time, ...figures.map(({ label }) => label)], rows.reverse());
}
