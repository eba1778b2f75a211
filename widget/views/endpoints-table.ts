/** All endpoints of the window, as a table that can be sorted, and beneath one of them the requests behind its figures. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { EndpointFigures, Metrics } from '../../server/contract/index.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { endpointShares, type EndpointShare } from '../model.js';
import { moreStrings } from '../more-strings.js';
import { beside, type Settings } from '../settings.js';
import type { Controls } from './controls.js';
import { endpointName } from './endpoints.js';
import { over } from './over.js';

/** The endpoint whose requests are shown. */
export interface Opened {
  readonly method: string;
  readonly endpoint: string;
  /** Ends what is asked for its sake. */
  readonly closing: AbortController;
}

type Column = 'endpoint' | 'requests' | 'error_rate_percent' | 'failed' | 'p95_ms' | 'p99_ms';

interface Sorting {
  by: Column;
  /** 1 for the least first, -1 for the greatest. */
  sign: number;
  /** The names in their order, which holds while a row is open. */
  order?: string[] | undefined;
}

const SORTING = 'sorting';
const OPENED = 'opened';

/** The card; `window` says in words how far back the figures reach. */
export function endpointsCard(
  metrics: Metrics,
  window: string,
  telling: Telling,
  settings: Settings,
  controls: Controls,
): TemplateResult {
  const { strings } = telling;
  return html`
    <div class="card titled" part="card">
      <h2 id="endpoints">${strings.endpoints} <small>${window}</small></h2>
      ${
        metrics.endpoints.length === 0
          ? html`<p class="message">${moreStrings(strings).noEndpoints}</p>`
          : table(metrics, telling, settings, controls)
      }
    </div>
  `;
}

function table(metrics: Metrics, telling: Telling, settings: Settings, controls: Controls): TemplateResult {
  const { strings } = telling;
  const words = moreStrings(strings);
  const { state, set } = controls;
  // Else as the server sorts them.
  const sorting = (state.get(SORTING) as Sorting | undefined) ?? { by: 'requests', sign: -1 };
  state.set(SORTING, sorting);
  const endpoints = inOrder(metrics.endpoints, sorting);
  sorting.order = state.get(OPENED) ? endpoints.map(nameOf) : undefined;
  const shares = endpointShares({ ...metrics, endpoints });
  const header = (by: Column, label: string, className = '') => {
    const isSorted = by === sorting.by;
    // A name's first letters are of most interest, and the greatest figures.
    const sign = isSorted ? -sorting.sign : by === 'endpoint' ? 1 : -1;
    return html`
      <th scope="col" class=${className} aria-sort=${isSorted ? (sign > 0 ? 'descending' : 'ascending') : 'none'}>
        <button class="sort mark" type="button" @click=${() => set(SORTING, { by, sign } satisfies Sorting)}>
          ${label}
        </button>
      </th>
    `;
  };
  return html`
    <table class="endpoints-table" part="endpoints" aria-labelledby="endpoints">
      <thead>
        <tr>
          ${header('endpoint', words.endpoint)} ${header('requests', strings.requests)}
          ${header('error_rate_percent', strings.errorRate)} ${header('failed', words.failedColumn, 'extra')}
          ${header('p95_ms', words.p95)} ${header('p99_ms', words.p99, 'extra')}
        </tr>
      </thead>
      <tbody>
        ${endpoints.map((figures, index) => row(figures, shares[index], metrics, telling, settings, controls))}
      </tbody>
    </table>
  `;
}

/**
 * Sorted, what was not measured last; equals stay as the server has them. While a row is open nothing changes places,
 * so that nobody who reads has to look for it again.
 */
function inOrder(all: readonly EndpointFigures[], { by, sign, order }: Sorting): EndpointFigures[] {
  // What is new comes last: -1 becomes the greatest of all.
  const placeOf = (figures: EndpointFigures) => (order?.indexOf(nameOf(figures)) ?? 0) >>> 0;
  return [...all].sort((one, other) => {
    const a = one[by] ?? sign * Infinity;
    const b = other[by] ?? sign * Infinity;
    return placeOf(one) - placeOf(other) || (a === b ? 0 : a < b ? -sign : sign);
  });
}

function nameOf({ method, endpoint }: EndpointFigures): string {
  return `${method} ${endpoint}`;
}

function row(
  figures: EndpointFigures,
  share: EndpointShare | undefined,
  metrics: Metrics,
  telling: Telling,
  settings: Settings,
  controls: Controls,
): TemplateResult {
  const { strings, format } = telling;
  const { method, endpoint, error_rate_percent: errorRate } = figures;
  const latency = (value: number | null) => (value === null ? strings.noValue : joined(format.latency(value)));
  const isFailing = errorRate > metrics.limits.error_rate_percent[1];
  const isSlow = share?.isOver ?? false;
  const opened = controls.state.get(OPENED) as Opened | null | undefined;
  const isOpen = opened?.method === method && opened.endpoint === endpoint;
  const toggle = () => {
    opened?.closing.abort();
    controls.set(OPENED, isOpen ? null : ({ method, endpoint, closing: new AbortController() } satisfies Opened));
  };
  const name = share && endpointName(share);
  return html`
    <tr>
      <th scope="row">
        ${
          beside(settings.src, '') === null
            ? name
            : html` <button class="open mark" type="button" aria-expanded=${isOpen} @click=${toggle}>${name}</button> `
        }
      </th>
      <td>${format.count(figures.requests)}</td>
      <td class=${isFailing ? 'over' : ''}>${joined(format.percent(errorRate))}${over(isFailing)}</td>
      <td class="extra">${format.count(figures.failed)}</td>
      <td class=${isSlow ? 'over' : ''}>${latency(figures.p95_ms)}${over(isSlow)}</td>
      <td class="extra">${latency(figures.p99_ms)}</td>
    </tr>
    ${
      isOpen
        ? html`<tr>
            <td id="behind" colspan="6">${behind(opened, metrics, telling, settings, controls)}</td>
          </tr>`
        : nothing
    }
  `;
}

/** The requests behind an endpoint's figures, as soon as the part that shows them has come. */
function behind(
  opened: Opened,
  metrics: Metrics,
  telling: Telling,
  settings: Settings,
  controls: Controls,
): TemplateResult {
  const words = moreStrings(telling.strings);
  const part = controls.parts('requests');
  return part
    ? part.requests(opened, metrics, telling, settings, controls)
    : html`<p class="message">${part === null ? words.noRequests : words.waiting}</p>`;
}
