/** The busiest endpoints: their share of the requests as a bar, and their P95. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { endpointShares, type EndpointShare } from '../../model/endpoints.js';
import { quantityText } from '../../model/text/format.js';
import { overLimit } from '../over-limit.js';

const MAX_ENDPOINTS = 5;

/** The list; nothing without endpoints. */
export function endpointList(metrics: Metrics, display: DisplayContext): TemplateResult | typeof nothing {
  const endpoints = endpointShares(metrics).slice(0, MAX_ENDPOINTS);
  if (endpoints.length === 0) return nothing;
  return html`
    <ul class="list endpoints" part="endpoints" aria-label=${display.strings.endpoints}>
      ${endpoints.map((endpoint) => listItem(endpoint, display))}
    </ul>
  `;
}

function listItem(endpoint: EndpointShare, display: DisplayContext): TemplateResult {
  const { strings, format } = display;
  const { share, p95, isOver } = endpoint;
  const percent = format.percent(share < 1 ? share : Math.round(share));
  return html`
    <li class="endpoint">
      ${endpointName(endpoint)}
      <span><span class="hidden">${strings.share} </span>${quantityText(percent)}</span>
      <span class=${isOver ? 'over' : ''}>
        <span class="hidden">${strings.p95} </span
        >${p95 === null ? strings.noValue : quantityText(format.latency(p95))}${overLimit(isOver, display)}
      </span>
    </li>
  `;
}

/** The name on its bar. */
export function endpointName({ method, endpoint, share }: EndpointShare): TemplateResult {
  return html`
    <span class="bar">
      <svg aria-hidden="true"><rect width="${share.toFixed(1)}%" height="100%" rx="6" /></svg>
      <span class="name"><i>${method}</i> ${endpoint}</span>
    </span>
  `;
}
