/** The busiest endpoints: their share of the requests as a bar, and how slow they are. */
import { html, type TemplateResult } from 'lit/html.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import type { EndpointShare, View } from '../model.js';
import { over } from './over.js';

/** A list of at least one endpoint. */
export function endpoints({ endpoints: rows, telling }: View): TemplateResult {
  return html`
    <ul class="list endpoints" part="endpoints" aria-label=${telling.strings.endpoints}>
      ${rows.map((row) => one(row, telling))}
    </ul>
  `;
}

function one(row: EndpointShare, { strings, format }: Telling): TemplateResult {
  const { share, p95, isOver } = row;
  return html`
    <li class="endpoint">
      ${endpointName(row)}
      <span
        ><span class="hidden">${strings.share} </span
        >${joined(format.percent(share < 1 ? share : Math.round(share)))}</span
      >
      <span class=${isOver ? 'over' : ''}>
        <span class="hidden">${strings.p95} </span
        >${p95 === null ? strings.noValue : joined(format.latency(p95))}${over(isOver)}
      </span>
    </li>
  `;
}

/** The name upon its bar. */
export function endpointName({ method, endpoint, share }: EndpointShare): TemplateResult {
  return html`
    <span class="bar">
      <svg aria-hidden="true"><rect width="${share.toFixed(1)}%" height="100%" rx="6" /></svg>
      <span class="name"><i>${method}</i> ${endpoint}</span>
    </span>
  `;
}
