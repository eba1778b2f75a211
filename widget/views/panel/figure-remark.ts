/** What those who are given everything are told below each figure. */
import { html, type TemplateResult } from 'lit';
import type { Figure } from '../../model/figures.js';
import { quantityText } from '../../model/text/format.js';
import { errorRates } from '../../model/series.js';
import type { ViewModel } from '../../model/view-model.js';

/** Empty where there is nothing to say; the line stays, so that all figures are of one height. */
export function figureRemark({ name, tone }: Figure, { metrics, display }: ViewModel): TemplateResult {
  if (metrics === null) return html`<dd class="remark"></dd>`;
  const { strings, format } = display;
  const { window_failed, window_requests, affected_sessions, sessions_by_cookie } = metrics.summary;
  const slow = metrics.reasons.find(({ what }) => what === 'slow_percent');
  const requests = format.count(window_requests);
  const texts: Record<Figure['name'], string> = {
    'error-rate':
      tone === 'recovering'
        ? `${strings.now} ${quantityText(format.percent(errorRates(metrics.series).at(-1) ?? 0))}`
        : `${format.count(window_failed)} ${strings.ofRequests(requests)}`,
    p95: slow ? strings.slower(quantityText(format.percent(slow.value)), '') : '',
    requests: strings.inWindow(requests, format.span(metrics.window_seconds)),
    sessions: affected_sessions === null ? '' : strings.sawError(affected_sessions, format.count(affected_sessions)),
  };
  const title = name === 'sessions' && sessions_by_cookie ? strings.byCookie : '';
  return html`<dd class="remark" title=${title}>${texts[name]}</dd>`;
}
