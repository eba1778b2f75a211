/** The four figures' lines as a table. */
import { html, type TemplateResult } from 'lit/html.js';
import { joined, type Quantity } from '../format.js';
import type { View } from '../model.js';
import { moreStrings } from '../more-strings.js';
import { completeSteps, errorRates, perSecond, type Line } from '../series.js';
import { stepTimes } from '../steps.js';
import { table, TO_THE_SECOND } from './table.js';

/** The figures step by step, newest first. */
export function figuresTable({ figures, metrics, telling }: View, caption: string): TemplateResult {
  const { strings, format } = telling;
  if (metrics === null) return html``;
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
      format.clock(time, TO_THE_SECOND),
      ...lines.map(([line, quantify]) => {
        const value = line[step] ?? null;
        return value === null ? strings.noValue : joined(quantify(value));
      }),
    ]);
  return table(caption, [moreStrings(strings).time, ...figures.map(({ label }) => label)], rows.reverse());
}
