/** The card with all endpoints of the window in a sortable table. A row opens into the single requests of its endpoint. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EndpointFigures, Metrics } from '../../../server/contract/index.js';
import { siblingUrl } from '../../data/urls.js';
import {
  endpointKey,
  isSameEndpoint,
  sortEndpoints,
  type EndpointColumn,
  type EndpointSorting,
} from '../../model/endpoint-sorting.js';
import { endpointShares, type EndpointShare } from '../../model/endpoints.js';
import { quantityText } from '../../model/text/format.js';
import { endpointName } from '../panel/endpoints.js';
import { overLimit } from '../over-limit.js';
import type { PageContext } from '../view-context.js';

/** It has none of its own. */
export const styles = [];

/** The whole card. */
export function card(metrics: Metrics, context: PageContext): TemplateResult {
  const { window, display } = context.view;
  const { strings } = display;
  return html`
    <div class="card titled" part="card">
      <h2 id="endpoints">${strings.endpoints} <small>${window}</small></h2>
      ${table(metrics, context)}
    </div>
  `;
}

function table(metrics: Metrics, context: PageContext): TemplateResult {
  const { view, state } = context;
  const { strings } = view.display;
  const endpoints = sortEndpoints(metrics.endpoints, state.sorting);
  const shares = endpointShares({ ...metrics, endpoints });
  const header = (by: EndpointColumn, label: string, className = '') =>
    columnHeader(by, label, className, metrics, context);
  return html`
    <table class="endpoints-table" part="endpoints" aria-labelledby="endpoints">
      <thead>
        <tr>
          ${header('endpoint', strings.endpoint)} ${header('requests', strings.requests)}
          ${header('error_rate_percent', strings.errorRate)} ${header('failed', strings.failedColumn, 'extra')}
          ${header('p95_ms', strings.percentiles.p95)} ${header('p99_ms', strings.percentiles.p99, 'extra')}
        </tr>
      </thead>
      <tbody>
        ${endpoints.map((figures, index) => row(figures, shares[index], metrics, context))}
      </tbody>
    </table>
  `;
}

function columnHeader(
  by: EndpointColumn,
  label: string,
  className: string,
  metrics: Metrics,
  { state, setState }: PageContext,
): TemplateResult {
  const { sorting, openEndpoint } = state;
  const isSorted = by === sorting.by;
  // Names begin with A, figures with the largest.
  const firstDirection = by === 'endpoint' ? 'ascending' : 'descending';
  const opposite = sorting.direction === 'ascending' ? 'descending' : 'ascending';
  const next = { by, direction: isSorted ? opposite : firstDirection, frozenOrder: null } as const;
  const sort = () => setState({ sorting: openEndpoint === null ? next : frozen(next, metrics) });
  return html`
    <th scope="col" class=${className} aria-sort=${isSorted ? sorting.direction : 'none'}>
      <button class="sort mark" type="button" @click=${sort}>${label}</button>
    </th>
  `;
}

/** Keeps the rows in their order, so that the reader does not lose the open one when new figures come. */
function frozen(sorting: EndpointSorting, metrics: Metrics): EndpointSorting {
  return { ...sorting, frozenOrder: sortEndpoints(metrics.endpoints, sorting).map(endpointKey) };
}

function row(
  figures: EndpointFigures,
  share: EndpointShare | undefined,
  metrics: Metrics,
  context: PageContext,
): TemplateResult {
  const { view, state, setState, src } = context;
  const { display } = view;
  const { strings, format } = display;
  const { method, endpoint, error_rate_percent: errorRate } = figures;
  const latency = (value: number | null) => (value === null ? strings.noValue : quantityText(format.latency(value)));
  const isFailing = figures.over_limit.includes('error_rate_percent');
  const isSlow = share?.isOver ?? false;
  const isOpen = state.openEndpoint !== null && isSameEndpoint(state.openEndpoint, figures);
  const toggle = () =>
    setState(
      isOpen
        ? { openEndpoint: null, sorting: { ...state.sorting, frozenOrder: null } }
        : { openEndpoint: { method, endpoint }, sorting: frozen(state.sorting, metrics) },
    );
  const name = share && endpointName(share);
  const button = html`
    <button class="open mark" type="button" aria-expanded=${isOpen} @click=${toggle}>${name}</button>
  `;
  return html`
    <tr>
      <th scope="row">${siblingUrl(src, '') === null ? name : button}</th>
      <td>${format.count(figures.requests)}</td>
      <td class=${isFailing ? 'over' : ''}>
        ${quantityText(format.percent(errorRate))}${overLimit(isFailing, display)}
      </td>
      <td class="extra">${format.count(figures.failed)}</td>
      <td class=${isSlow ? 'over' : ''}>${latency(figures.p95_ms)}${overLimit(isSlow, display)}</td>
      <td class="extra">${latency(figures.p99_ms)}</td>
    </tr>
    ${
      isOpen
        ? html`<tr>
            <td id="behind" colspan="6">${singleRequests(figures, context)}</td>
          </tr>`
        : nothing
    }
  `;
}

/** The single requests of an endpoint, as soon as their module has been loaded. */
function singleRequests(endpoint: EndpointFigures, context: PageContext): TemplateResult {
  const { requestLists, view } = context;
  const { strings } = view.display;
  return requestLists
    ? requestLists.requestLists(endpoint, view.display)
    : html`<p class="message">${requestLists === null ? strings.noRequests : strings.waiting}</p>`;
}
