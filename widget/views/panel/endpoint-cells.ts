/** The cells that endpoints have in a panel and in the table of a page. */
import { html, type TemplateResult } from 'lit';
import type { EndpointFigures } from '../../../server/contract/index.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import { overLimit } from '../over-limit.js';

/** The name, and below it the share of the requests, 0 to 100: a line, and a sentence for screen readers. */
export function endpointName(
  { method, endpoint }: Pick<EndpointFigures, 'method' | 'endpoint'>,
  share: number,
  { strings, format }: DisplayContext,
): TemplateResult {
  const percent = quantityText(format.percent(share < 1 ? share : Math.round(share)));
  return html`
    <span class="bar">
      <span class="name"><i>${method}</i> ${endpoint}</span>
      <span class="hidden">, ${strings.shareOfRequests(percent)}</span>
      <svg aria-hidden="true"><rect width="${share.toFixed(1)}%" height="100%" rx="1" /></svg>
    </span>
  `;
}

/** The error rate. */
export function errorRateCell(figures: EndpointFigures, display: DisplayContext): TemplateResult {
  const { error_rate_percent: errorRate, failed } = figures;
  return cell(quantityText(display.format.percent(errorRate)), 'error_rate_percent', figures, display, failed === 0);
}

/** The P95 latency. */
export function p95Cell(figures: EndpointFigures, display: DisplayContext): TemplateResult {
  return cell(latencyText(figures.p95_ms, display), 'p95_ms', figures, display);
}

/** A latency, or a dash where nothing was measured. */
export function latencyText(value: number | null, { strings, format }: DisplayContext): string {
  return value === null ? strings.noValue : quantityText(format.latency(value));
}

function cell(
  text: string,
  figure: EndpointFigures['over_limit'][number],
  { over_limit, over_warning_limit }: EndpointFigures,
  display: DisplayContext,
  isQuiet = false,
): TemplateResult {
  const isNear = over_warning_limit.includes(figure);
  const isOver = isNear || over_limit.includes(figure);
  const tone = isNear ? 'over tone-warning' : 'over';
  return html`
    <td role="cell" class=${isOver ? tone : isQuiet ? 'pale' : ''}>${text}${overLimit(isOver, display)}</td>
  `;
}
