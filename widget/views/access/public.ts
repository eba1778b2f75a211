/** What the public is shown besides the status and the figures: alerts, planned maintenance and the last day. */
import { html, nothing, type TemplateResult } from 'lit';
import { LONGEST_RANGE, type Metrics } from '../../../server/contract/index.js';
import type { HistoryController } from '../../controllers/history-controller.js';
import type { Figure } from '../../model/figures.js';
import { hasFigures } from '../../model/series.js';
import { quantityText } from '../../model/text/format.js';
import type { ViewModel } from '../../model/view-model.js';
import type { AccessStrings } from '../../strings/access-strings.js';
import { loadNotices } from '../load-notices.js';
import { statusStrip } from '../page/status-strip.js';
import { errorClasses, figuresDataTable, occurredClasses } from '../panel/panel-details.js';
import type { PanelContext } from '../view-context.js';

const MAX_ALERTS = 5;

/** For the panel. */
export function publicLists(
  metrics: Metrics,
  context: PanelContext,
  words: AccessStrings | null,
  history: HistoryController,
): TemplateResult {
  const { view } = context;
  return html`
    ${errorClasses(view, occurredClasses(metrics))} ${notices(metrics, context, words)}
    ${history.isAvailable ? html`<div class="last-day">${statusStrip(history.get(LONGEST_RANGE), view.display)}</div>` : nothing}
    ${figuresDataTable(context)}
  `;
}

/** For the page, which has the last day already. */
export function publicCards(context: PanelContext, words: AccessStrings | null): TemplateResult | typeof nothing {
  const { view } = context;
  const { metrics, display } = view;
  if (metrics === null || words === null || !hasFigures(metrics)) return nothing;
  const { strings, format } = display;
  const { summary, performance } = metrics;
  const latency = (value: number | null) => (value === null ? strings.noValue : quantityText(format.latency(value)));
  const facts = [
    [view.window, strings.totals(format.count(summary.window_requests), format.count(summary.window_failed))],
    [strings.total, strings.totals(format.count(summary.total_requests), format.count(summary.failed_requests))],
    [words.averageLatency, latency(performance.mean_ms)],
    [strings.p99Latency, latency(performance.p99_ms)],
  ];
  const list = notices(metrics, context, words);
  return html`
    ${list === nothing ? nothing : html`<div class="card notices" part="card">${list}</div>`}
    <div class="card titled" part="card">
      <dl class="facts">
        ${facts.map(
          ([name, text]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
    </div>
  `;
}

/** The firing alerts and the maintenance. */
function notices(
  metrics: Metrics,
  context: PanelContext,
  words: AccessStrings | null,
): (TemplateResult | typeof nothing)[] | typeof nothing {
  const views = loadNotices(metrics, context);
  if (words === null || !views) return nothing;
  const { alerts } = metrics;
  const { display } = context.view;
  const named = alerts.map((alert) => ({ ...alert, message: words.rules[alert.type] ?? alert.type }));
  const lists: (TemplateResult | typeof nothing)[] = [
    views.maintenanceList(metrics, display),
    views.alertList({ ...metrics, alerts: named }, display, MAX_ALERTS),
  ];
  return lists.every((list) => list === nothing) ? nothing : lists;
}

/** For how long the alert has fired of a figure that makes the level what it is, or that answers are slower than usual. */
export function figureRemark(
  { tone, name }: Figure,
  { metrics, display }: ViewModel,
  words: AccessStrings | null,
): TemplateResult | typeof nothing {
  if (metrics === null) return nothing;
  const { strings, format, now } = display;
  // The rules for single endpoints have the same name here: of several alerts it is not known which is the figure's.
  const rule = name === 'p95' ? 'latency_high' : 'error_rate_high';
  const [alert, other] = tone === metrics.status ? metrics.alerts.filter(({ type }) => type === rule) : [];
  const slow = name === 'p95' ? words?.slowerThanUsual : '';
  const isOwn = alert && !other;
  const text = isOwn ? strings.firingFor(format.span(Math.max(1, (now - Date.parse(alert.timestamp)) / 1000))) : slow;
  return html`<dd class="remark">${tone === 'healthy' ? '' : text}</dd>`;
}
