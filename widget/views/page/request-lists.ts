/** The single requests of an endpoint: the newest failed ones, then the slowest. Loaded when an endpoint is opened. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { RequestSummary } from '../../../server/contract/index.js';
import { RequestsController, type RequestsQuery } from '../../controllers/requests-controller.js';
import type { ViewSource } from '../../controllers/view-source.js';
import type { EndpointKey, RequestList, RequestLists } from '../../data/request-lists.js';
import { toSecondsAndDate } from '../../model/text/clock.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { endpointKey, isSameEndpoint } from '../../model/endpoint-sorting.js';
import { quantityText } from '../../model/text/format.js';
import { requestStyles } from '../../styles/requests.styles.js';

/** For the lists. */
export const styles = [requestStyles];

/** The lists, for one element. */
export interface RequestViews {
  /** Both lists, in any state. */
  readonly requestLists: (endpoint: EndpointKey, display: PageDisplay) => TemplateResult;
}

/** Adds them to an element. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): RequestViews {
  const requests = new RequestsController(host, () => requestsQuery(source()));
  return { requestLists: (endpoint, display) => requestLists(endpoint, requests, display) };
}

/** An endpoint that is not listed any more is not shown. */
function requestsQuery(source: ViewSource): RequestsQuery {
  const { settings, view, state } = source;
  const { openEndpoint = null } = state;
  const metrics = view?.metrics ?? null;
  const isListed = metrics?.endpoints.some((each) => openEndpoint !== null && isSameEndpoint(each, openEndpoint));
  const endpoint = settings.variant === 'page' && isListed === true ? openEndpoint : null;
  return { ...source.target, endpoint, metrics };
}

function requestLists(endpoint: EndpointKey, requests: RequestsController, display: PageDisplay): TemplateResult {
  const { lists, failure } = requests;
  const isWaiting = lists === null && failure === null;
  const { strings } = display;
  const problem = (code: number) => html`
    <p class="refused">
      ${strings.requestsRefused(code)}
      <button type="button" @click=${() => requests.retry()}>${strings.again}</button>
    </p>
  `;
  return html`
    <div class="behind" aria-busy=${isWaiting}>
      ${failure === null ? nothing : problem(failure)}
      ${lists === null ? nothing : table(lists, endpointKey(endpoint), display)}
      ${isWaiting ? html`<p>${display.strings.waiting}</p>` : nothing}
    </div>
  `;
}

function table({ failed, slow }: RequestLists, endpoint: string, display: PageDisplay): TemplateResult {
  const { strings } = display;
  const { time, latency } = display.strings;
  return html`
    <table aria-label=${strings.requestsOf(endpoint)}>
      <thead>
        <tr>
          <th scope="col">${time}</th>
          <th scope="col">${strings.status}</th>
          <th scope="col">${latency}</th>
          <th scope="col" class="words">${strings.errorClass}</th>
          <th scope="col" class="words extra">${strings.feature}</th>
        </tr>
      </thead>
      ${group(strings.newestFailed, failed, display)} ${group(strings.slowest, slow, display)}
    </table>
  `;
}

function group(heading: string, { kept, requests }: RequestList, display: PageDisplay): TemplateResult {
  const none = display.strings.noneInLast(kept === null ? '' : display.format.count(kept));
  return html`
    <tbody>
      <tr>
        <th scope="rowgroup" colspan="5">${heading}</th>
      </tr>
      ${
        requests.length === 0
          ? html`
              <tr>
                <td class="words" colspan="5">${none}</td>
              </tr>
            `
          : requests.map((request) => row(request, display))
      }
    </tbody>
  `;
}

/** Where another system shows the request. */
function link(url: string | null | undefined, text: string): TemplateResult | typeof nothing {
  const isWeb = /^https?:/.test(url ?? '');
  return isWeb ? html` · <a href=${url} target="_blank" rel="noreferrer">${text}</a>` : nothing;
}

function row(
  { time, status, latency_ms, error_class, feature, trace_url, sentry_url }: RequestSummary,
  display: PageDisplay,
): TemplateResult {
  const { strings, format } = display;
  return html`
    <tr>
      <th scope="row">${toSecondsAndDate(Date.parse(time), display)}</th>
      <td>${status}</td>
      <td>${latency_ms === null ? strings.noValue : quantityText(format.latency(latency_ms))}</td>
      <td class="words">${error_class ?? strings.noValue}${link(trace_url, 'Trace')}${link(sentry_url, 'Sentry')}</td>
      <td class="words extra">${feature ?? strings.noValue}</td>
    </tr>
  `;
}
