/** All endpoints of the window, as a table. */
import { html, type TemplateResult } from 'lit/html.js';
import type { EndpointFigures, Metrics } from '../../server/contract.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { endpointShares, type EndpointShare } from '../model.js';
import { moreStrings } from '../more-strings.js';
import { endpointName } from './endpoints.js';
import { over } from './over.js';

/** The card. */
export function endpointsCard(metrics: Metrics, window: string, telling: Telling): TemplateResult {
  return html`
    <div class="card titled" part="card">
      <h2 id="endpoints">${telling.strings.endpoints} <small>${window}</small></h2>
      ${
        metrics.endpoints.length === 0
          ? html`<p class="message">${moreStrings(telling.strings).noEndpoints}</p>`
          : table(metrics, telling)
      }
    </div>
  `;
}

function table(metrics: Metrics, telling: Telling): TemplateResult {
  const { strings } = telling;
  const words = moreStrings(telling.strings);
  const shares = endpointShares(metrics);
  const [, errorLimit] = metrics.limits.error_rate_percent;
  return html`
    <table class="endpoints-table" part="endpoints" aria-labelledby="endpoints">
      <thead>
        <tr>
          <th scope="col">${words.endpoint}</th>
          <th scope="col">${strings.requests}</th>
          <th scope="col">${strings.errorRate}</th>
          <th scope="col" class="extra">${words.failedColumn}</th>
          <th scope="col">${words.p95}</th>
          <th scope="col" class="extra">${words.p99}</th>
        </tr>
      </thead>
      <tbody>
        ${metrics.endpoints.map((figures, index) => row(figures, shares[index], errorLimit, telling))}
      </tbody>
    </table>
  `;
}

function row(
  figures: EndpointFigures,
  share: EndpointShare | undefined,
  errorLimit: number,
  { strings, format }: Telling,
): TemplateResult {
  const latency = (value: number | null) => (value === null ? strings.noValue : joined(format.latency(value)));
  const isFailing = figures.error_rate_percent > errorLimit;
  const isSlow = share?.isOver ?? false;
  return html`
    <tr>
      <th scope="row">${share && endpointName(share)}</th>
      <td>${format.count(figures.requests)}</td>
      <td class=${isFailing ? 'over' : ''}>${joined(format.percent(figures.error_rate_percent))}${over(isFailing)}</td>
      <td class="extra">${format.count(figures.failed)}</td>
      <td class=${isSlow ? 'over' : ''}>${latency(figures.p95_ms)}${over(isSlow)}</td>
      <td class="extra">${latency(figures.p99_ms)}</td>
    </tr>
  `;
}
