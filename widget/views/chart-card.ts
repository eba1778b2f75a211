/** A chart with its legend and the table behind it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChartHandlers, ChartModel } from '../chart-model.js';
import { moreStrings, type MoreStrings } from '../more-strings.js';
import { strings } from '../strings.js';
import type { Controls } from './controls.js';
import { table } from './table.js';
import { twin } from './twin.js';

/** One card; `action` is what can be done about this chart beyond zooming. */
export function chartCard(
  chart: ChartModel,
  words: MoreStrings,
  handlers: ChartHandlers,
  controls: Controls,
  action: unknown,
): TemplateResult {
  const drawing = controls.parts('chart');
  const plot = drawing ? drawing.plot(chart, handlers) : nothing;
  const back = html`
    <button class="quiet" type="button" @click=${() => handlers.zoom(null)}>${words.wholeRange}</button>
  `;
  return html`
    <div class="card titled chart of-${chart.name}" part="card">
      <div class="title">
        <h2>${chart.title} <small>${chart.window}</small></h2>
        ${chart.range === chart.whole ? nothing : back} ${action}
      </div>
      ${legend(chart, (controls.state.get('pointed') as number | null | undefined) ?? null)}
      ${
        drawing === null
          ? html`<p class="message">${words.noChart}</p>`
          : html`<div class="plot" part="chart" role="img" aria-label=${chart.description} ${plot}></div>`
      }
      ${twin(chart.name, `${chart.title}, ${chart.window}`, (caption) => chartTable(chart, caption), controls)}
    </div>
  `;
}

/** What each line is and its value: at the pointer, else the one that stands for all of it. */
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
            ${line.label} <b>${inWords(chart, step === null ? line.total : line.values[step])}</b>
          </li>
        `,
      )}
      ${time === undefined ? nothing : html`<li class="at">${chart.clock(time)}</li>`}
    </ul>
  `;
}

/** The lines step by step, newest first. */
function chartTable(chart: ChartModel, caption: string): TemplateResult {
  const words = moreStrings(strings());
  const { events } = chart;
  const rows = chart.times.map((time, step) => [
    chart.clock(time),
    ...chart.lines.map(({ values }) => inWords(chart, values[step])),
    ...(events === null ? [] : [events[step] ?? '']),
  ]);
  const columns = [words.time, ...chart.lines.map(({ label }) => label), ...(events === null ? [] : [words.events])];
  return table(caption, columns, rows.reverse());
}

function inWords(chart: ChartModel, value: number | null | undefined): string {
  return value === null || value === undefined ? strings().noValue : chart.inWords(value);
}
