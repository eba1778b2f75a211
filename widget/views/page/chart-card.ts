/** A chart with its legend and its data table. */
import { html, nothing, type TemplateResult } from 'lit';
import { valueText, type ChartModel } from '../../model/charts/chart.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { dataTable } from '../data-table.js';
import type { PageContext } from '../view-context.js';

/** One card; `action` is rendered beside the title. */
export function chartCard(chart: ChartModel, action: unknown, context: PageContext): TemplateResult {
  const { view, state, setState, plot } = context;
  const { display } = view;
  const { strings } = display;
  const wholeRangeButton = html`
    <button class="quiet" type="button" @click=${() => setState({ zoom: null })}>${strings.wholeRange}</button>
  `;
  return html`
    <div class="card titled chart of-${chart.name}" part="card">
      <div class="title">
        <h2>${chart.title} <small>${chart.window}</small></h2>
        ${action}
      </div>
      ${legend(chart, state.pointedStep, display)}
      <div class="area">
        ${plot === null ? html`<p class="message">${strings.noChart}</p>` : plotArea(chart, context)}
        ${chart.range === chart.whole ? nothing : wholeRangeButton}
      </div>
      ${dataTable(chart.name, `${chart.title}, ${chart.window}`, ({ chartTable }, caption) => chartTable(chart, caption, display), context)}
    </div>
  `;
}

/** The chart itself; its place until uPlot has been loaded. */
function plotArea(chart: ChartModel, { plot }: PageContext): TemplateResult {
  return html`
    <div
      class="plot"
      part="chart"
      role="img"
      aria-label=${chart.description}
      data-chart=${plot ? plot.place(chart) : nothing}
    ></div>
  `;
}

/** The lines and their values: at the step under the pointer, or for the whole range. */
function legend(chart: ChartModel, step: number | null, display: PageDisplay): TemplateResult {
  const time = step === null ? undefined : chart.times[step];
  return html`
    <ul class="legend">
      ${chart.lines.map(
        ({ label, colour, style, values, total }) => html`
          <li>
            <svg class="key ${style} mark-${colour}" viewBox="0 0 14 6" aria-hidden="true">
              <path d="M0 3H14" />
            </svg>
            ${label} <b>${valueText(chart, step === null ? total : values[step], display)}</b>
          </li>
        `,
      )}
      ${time === undefined ? nothing : html`<li class="at">${chart.clock(time)}</li>`}
    </ul>
  `;
}
