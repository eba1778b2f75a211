/** A chart with its legend and the table behind it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChartLine, ChartModel } from '../page-model.js';
import { moreStrings, type MoreStrings } from '../more-strings.js';
import { strings } from '../strings.js';
import type { Controls } from './controls.js';
import { table } from './table.js';
import { twin } from './twin.js';

/** One card. */
export function chartCard(chart: ChartModel, window: string, words: MoreStrings, controls: Controls): TemplateResult {
  const { parts, state, set } = controls;
  const drawing = parts('chart');
  const pointed = `${chart.name}-pointed`;
  const plot = drawing ? drawing.plot(chart, (step) => set(pointed, step)) : nothing;
  return html`
    <div class="card titled chart" part="card">
      <h2>${chart.title} <small>${window}</small></h2>
      ${legend(chart, (state.get(pointed) as number | null | undefined) ?? null)}
      ${
        drawing === null
          ? html`<p class="message">${words.noChart}</p>`
          : html`<div class="plot" part="chart" role="img" aria-label=${chart.description} ${plot}></div>`
      }
      ${twin(chart.name, `${chart.title}, ${window}`, (caption) => chartTable(chart, caption), controls)}
    </div>
  `;
}

/** What each line is and its value: at the pointer, else the latest one. */
function legend(chart: ChartModel, step: number | null): TemplateResult {
  const time = step === null ? undefined : chart.times[step];
  return html`
    <ul class="legend">
      ${chart.lines.map(
        (line) => html`
          <li>
            <svg class="key ${line.style} mark-${line.colour}" viewBox="0 0 14 6" aria-hidden="true">
              <path d="M0 3H14" />
            </svg>
            ${line.label} <b>${valueAt(chart, line, step ?? chart.times.length - 1)}</b>
          </li>
        `,
      )}
      ${time === undefined ? nothing : html`<li class="at">${chart.clock(time)}</li>`}
    </ul>
  `;
}

/** The lines step by step, newest first. */
function chartTable(chart: ChartModel, caption: string): TemplateResult {
  const rows = chart.times.map((time, step) => [
    chart.clock(time),
    ...chart.lines.map((line) => valueAt(chart, line, step)),
  ]);
  return table(caption, [moreStrings(strings()).time, ...chart.lines.map(({ label }) => label)], rows.reverse());
}

function valueAt({ inWords }: ChartModel, { values }: ChartLine, step: number): string {
  const value = values[step] ?? null;
  return value === null ? strings().noValue : inWords(value);
}
