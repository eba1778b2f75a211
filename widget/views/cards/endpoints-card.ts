/**
 * The card with all endpoints of the window in a sortable table. A row opens into the single requests of its endpoint.
 * Loaded with the first figures.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { EndpointFigures, Metrics } from '../../../server/contract/index.js';
import type { Importer } from '../../controllers/view-source.js';
import { siblingUrl } from '../../data/urls.js';
import {
  endpointKey,
  isSameEndpoint,
  sortEndpoints,
  type EndpointColumn,
  type EndpointSorting,
} from '../../model/endpoint-sorting.js';
import { furtherFigures } from '../../model/cards/further-figures.js';
import { sharesOf } from '../../model/endpoints.js';
import { endpointStyles } from '../../styles/endpoints.styles.js';
import { endpointName, errorRateCell, latencyText, p95Cell } from '../panel/endpoint-cells.js';
import type { PageContext } from '../view-context.js';
import type * as EndpointColumns from './endpoint-columns.js';
import type { EndpointExtras, ExtraColumn } from './endpoint-columns.js';

/** For the card. */
export const styles = [endpointStyles];

const columnsModule: Importer<typeof EndpointColumns> = () => import('./endpoint-columns.js');

/** Where nothing further is known. */
const NONE: EndpointExtras = { middle: [], last: [], legend: nothing };

/** The card. */
export function card(metrics: Metrics, context: PageContext): TemplateResult {
  const { view, state } = context;
  const { strings } = view.display;
  const known = furtherFigures(metrics);
  const isMore = known.people || known.limits || known.waiting;
  const extras = (isMore && context.load(columnsModule)?.extras(known, metrics, context)) || NONE;
  const isFailingFirst = state.sorting.by === 'failing' && metrics.endpoints.some(({ failed }) => failed > 0);
  const order = isFailingFirst ? `, ${strings.failingFirst}` : '';
  return html`
    <div class="card titled" part="card">
      <div class="title">
        <h2 id="endpoints">${strings.endpoints} <small>${view.window}${order}</small></h2>
        ${extras.legend}
      </div>
      ${table(metrics, extras, context)}
    </div>
  `;
}

function table(metrics: Metrics, extras: EndpointExtras, context: PageContext): TemplateResult {
  const { view, state } = context;
  const { strings } = view.display;
  const endpoints = sortEndpoints(metrics.endpoints, state.sorting);
  const share = sharesOf(metrics);
  const header = (by: EndpointColumn, label: string, className = '') =>
    columnHeader(by, label, className, metrics, context);
  const extraHeader = ({ className, label, by }: ExtraColumn) =>
    by ? header(by, label, className) : html`<th scope="col" role="columnheader" class=${className}>${label}</th>`;
  return html`
    <table
      class="endpoints-table ${extras === NONE ? '' : 'further'}"
      part="endpoints"
      role="table"
      aria-labelledby="endpoints"
    >
      <thead role="rowgroup">
        <tr role="row">
          ${header('endpoint', strings.endpointAndShare)} ${header('requests', strings.requests)}
          ${header('error_rate_percent', strings.errorRate)} ${header('failed', strings.failedColumn, 'extra')}
          ${extras.middle.map(extraHeader)} ${header('p95_ms', strings.percentiles.p95)}
          ${header('p99_ms', strings.percentiles.p99, 'extra')} ${extras.last.map(extraHeader)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${endpoints.map((figures) => row(figures, share(figures), metrics, extras, context))}
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
    <th scope="col" role="columnheader" class=${className} aria-sort=${isSorted ? sorting.direction : 'none'}>
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
  share: number,
  metrics: Metrics,
  { middle, last }: EndpointExtras,
  context: PageContext,
): TemplateResult {
  const { view, state, setState, src } = context;
  const { display } = view;
  const { format } = display;
  const { method, endpoint } = figures;
  const isOpen = state.openEndpoint !== null && isSameEndpoint(state.openEndpoint, figures);
  const toggle = () =>
    setState(
      isOpen
        ? { openEndpoint: null, sorting: { ...state.sorting, frozenOrder: null } }
        : { openEndpoint: { method, endpoint }, sorting: frozen(state.sorting, metrics) },
    );
  const name = endpointName(figures, share, display);
  const extraCells = (columns: readonly ExtraColumn[]) =>
    columns.map(
      ({ className, cell, isQuiet }) => html`
        <td role="cell" class="${className} ${isQuiet(figures) ? 'pale' : ''}">${cell(figures)}</td>
      `,
    );
  const button = html`
    <button class="open mark" type="button" aria-expanded=${isOpen} @click=${toggle}>${name}</button>
  `;
  return html`
    <tr role="row">
      <th scope="row" role="rowheader">${siblingUrl(src, '') === null ? name : button}</th>
      <td role="cell">${format.count(figures.requests)}</td>
      ${errorRateCell(figures, display)}
      <td role="cell" class="extra">${format.count(figures.failed)}</td>
      ${extraCells(middle)} ${p95Cell(figures, display)}
      <td role="cell" class="extra">${latencyText(figures.p99_ms, display)}</td>
      ${extraCells(last)}
    </tr>
    ${
      isOpen
        ? html`<tr role="row">
            <td id="behind" role="cell" colspan=${6 + middle.length + last.length}>
              ${singleRequests(figures, context)}
            </td>
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
