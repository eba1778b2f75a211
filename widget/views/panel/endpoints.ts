/** The first endpoints: their share of the requests, error rate and P95. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { endpointKey } from '../../model/endpoint-sorting.js';
import { firstEndpoints, sharesOf } from '../../model/endpoints.js';
import type { DisplayContext } from '../../model/text/display-context.js';
import { endpointName, errorRateCell, p95Cell } from './endpoint-cells.js';

const MAX_ENDPOINTS = 5;

/** Makes the list of one element, which remembers the order of its rows. It renders nothing without endpoints. */
export function endpointLists(): (metrics: Metrics, display: DisplayContext) => TemplateResult | typeof nothing {
  let shown: readonly string[] = [];
  return (metrics, display) => {
    const endpoints = firstEndpoints(metrics.endpoints, MAX_ENDPOINTS, shown);
    shown = endpoints.map(endpointKey);
    if (endpoints.length === 0) return nothing;
    const { strings } = display;
    const share = sharesOf(metrics);
    const columns = [strings.endpointAndShare, strings.errorsColumn, strings.percentiles.p95];
    return html`
      <table class="endpoints" part="endpoints" aria-label=${strings.endpoints}>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${endpoints.map(
            (figures) => html`
              <tr class="endpoint">
                <th scope="row">${endpointName(figures, share(figures), display)}</th>
                ${errorRateCell(figures, display)} ${p95Cell(figures, display)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  };
}
