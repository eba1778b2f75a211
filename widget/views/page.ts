/** The page: for `/monitoring` or a wall screen. Loaded on its own, when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Metrics } from '../../server/contract.js';
import { alertStyles } from '../alerts.styles.js';
import { chartStyles } from '../chart.styles.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import type { View } from '../model.js';
import { pageStyles } from '../page.styles.js';
import { tableStyles } from '../table.styles.js';
import { moreStrings } from '../more-strings.js';
import { charts, type ChartModel } from '../page-model.js';
import type { Snapshot } from '../snapshot.js';
import { alerts } from './alerts.js';
import { chartCard } from './chart-card.js';
import { classes } from './classes.js';
import type { Controls } from './controls.js';
import { endpointsCard } from './endpoints-table.js';
import { factsCards } from './facts.js';
import { figures } from './figures.js';
import { sentence, updated } from './header.js';
import { icon } from './icons.js';
import { figuresTwin } from './panel.js';
import { blankClasses, blankEndpoints } from './skeleton.js';

/** What the page needs beside the panel's styles. */
export const styles = [tableStyles, alertStyles, chartStyles, pageStyles];

const MAX_ALERTS = 10;

/** All of it, in whatever state; `label` is the system's name, empty when it has none. */
export function page(view: View, label: string, snapshot: Snapshot, controls: Controls): TemplateResult {
  const { metrics, status } = view;
  return html`
    <div class="page">
      ${heading(view, label, controls)} ${verdict(view)}
      <div class="card" part="card">
        ${figures(view)} ${status === 'loading' ? [blankClasses(), figuresTwin(view, controls)] : nothing}
        ${metrics === null ? nothing : figureDetails(view, metrics, controls)}
      </div>
      ${status === 'loading' ? blankCards() : nothing}
      ${metrics === null ? nothing : details(view, metrics, snapshot, controls)}
    </div>
  `;
}

function heading({ headline, telling }: View, label: string, controls: Controls): TemplateResult {
  return html`
    <div class="heading" part="header">
      <h1>${label || telling.strings.name}</h1>
      <span class="chip tone-${headline.tone}">${icon(headline.tone)}${headline.word}</span>
      ${updated(headline, controls)}
    </div>
  `;
}

function verdict({ headline, metrics, telling }: View): TemplateResult {
  const isProven = headline.tone === 'healthy' && metrics !== null;
  const text = isProven ? evidence(metrics, telling) : headline.sentence.replace(`${headline.verdict}.`, '');
  return html`
    <div class="card verdict tone-${headline.tone}" part="card">
      <span class="icon" part="icon">${icon(headline.tone)}</span>
      <div>
        <h2 class="word" part="status">${headline.verdict}</h2>
        ${sentence({ ...headline, sentence: text })}
      </div>
    </div>
  `;
}

function evidence({ summary, performance, window_seconds }: Metrics, telling: Telling): string {
  const { format, strings } = telling;
  const p95 = performance.p95_ms === null ? strings.noValue : joined(format.latency(performance.p95_ms));
  const errorRate = joined(format.percent(summary.error_rate_percent));
  return moreStrings(telling.strings).evidence(
    errorRate,
    p95,
    format.count(summary.window_requests),
    format.span(window_seconds),
  );
}

function figureDetails(view: View, { errors }: Metrics, controls: Controls): TemplateResult {
  const aborted = { name: moreStrings(view.telling.strings).aborted, count: errors.recent_aborted };
  return html`${classes(view, [...view.classes, aborted])} ${figuresTwin(view, controls)}`;
}

function details(view: View, metrics: Metrics, snapshot: Snapshot, controls: Controls): TemplateResult {
  const { telling, window } = view;
  const hasAlerts = metrics.alerts.some(({ state }) => state !== 'pending');
  return html`
    <div class="charts">
      ${chartsOf(metrics, telling).map((chart) => chartCard(chart, window, moreStrings(telling.strings), controls))}
    </div>
    <div class="columns">
      ${endpointsCard(metrics, window, telling)}
      <div class="column">
        <div class="card titled" part="card">
          <h2>${moreStrings(telling.strings).alerts}</h2>
          ${
            hasAlerts
              ? alerts(metrics, telling, MAX_ALERTS)
              : html`<p class="message">${moreStrings(telling.strings).noAlerts}</p>`
          }
        </div>
        ${factsCards(metrics, snapshot, telling)}
      </div>
    </div>
  `;
}

const made = new WeakMap<Metrics, { telling: Telling; models: ChartModel[] }>();

/** The charts of one answer, made once: they are drawn anew only when they are others than before. */
function chartsOf(metrics: Metrics, telling: Telling): ChartModel[] {
  const known = made.get(metrics);
  if (known?.telling.strings === telling.strings && known.telling.format === telling.format) return known.models;
  const models = charts(metrics, telling);
  made.set(metrics, { telling, models });
  return models;
}

/** The cards below the figures before the first answer, in their size. */
function blankCards(): TemplateResult {
  const blank = html`<h2>&nbsp;</h2>
    <p class="legend">&nbsp;</p>`;
  const chart = html`<div class="card titled">
    ${blank}
    <div class="plot"></div>
  </div>`;
  const list = html`<div class="card titled">${blank}${blankEndpoints()}</div>`;
  return html`
    <div class="charts" aria-hidden="true">${chart}${chart}</div>
    <div class="columns" aria-hidden="true">${list}${list}</div>
  `;
}
