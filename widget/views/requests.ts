/** The requests behind an endpoint's figures: the newest that failed, then the slowest. Loaded when first opened. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Metrics, RequestSummary } from '../../server/contract/index.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { moreStrings } from '../more-strings.js';
import { askAgain, followRequests, type Found } from '../requests.js';
import type { Requests } from '../requests-reading.js';
import { requestStrings } from '../requests-strings.js';
import { requestStyles } from '../requests.styles.js';
import type { Settings } from '../settings.js';
import type { Controls } from './controls.js';
import type { Opened } from './endpoints-table.js';
import { TO_THE_SECOND } from './table.js';

/** What they need. */
export const styles = [requestStyles];

/** All of it, in whatever state; it asks for what is not known yet. */
export function requests(
  opened: Opened,
  metrics: Metrics,
  telling: Telling,
  settings: Settings,
  controls: Controls,
): TemplateResult {
  const { found, failure } = followRequests(opened, metrics, settings, controls);
  const words = requestStrings(telling.strings);
  return html`
    <div class="behind" aria-busy=${found === null && failure === null}>
      ${
        failure === null
          ? nothing
          : html`
              <p class="refused">
                ${words.requestsRefused(failure)}
                <button type="button" @click=${() => askAgain(controls)}>${words.again}</button>
              </p>
            `
      }
      ${found ? table(found, `${opened.method} ${opened.endpoint}`, telling) : nothing}
      ${found === null && failure === null ? html`<p>${moreStrings(telling.strings).waiting}</p>` : nothing}
    </div>
  `;
}

function table([failed, slow]: Found, endpoint: string, telling: Telling): TemplateResult {
  const words = requestStrings(telling.strings);
  const { time, latency } = moreStrings(telling.strings);
  return html`
    <table aria-label=${words.requestsOf(endpoint)}>
      <thead>
        <tr>
          <th scope="col">${time}</th>
          <th scope="col">${words.status}</th>
          <th scope="col">${latency}</th>
          <th scope="col" class="words">${words.errorClass}</th>
          <th scope="col" class="words extra">${words.feature}</th>
        </tr>
      </thead>
      ${group(words.newestFailed, failed, telling)} ${group(words.slowest, slow, telling)}
    </table>
  `;
}

function group(heading: string, { kept, requests: all }: Requests, telling: Telling): TemplateResult {
  const none = requestStrings(telling.strings).noneInLast(kept === null ? '' : telling.format.count(kept));
  return html`
    <tbody>
      <tr>
        <th scope="rowgroup" colspan="5">${heading}</th>
      </tr>
      ${
        all.length === 0
          ? html`
              <tr>
                <td class="words" colspan="5">${none}</td>
              </tr>
            `
          : all.map((request) => row(request, telling))
      }
    </tbody>
  `;
}

function row({ time, status, latency_ms, error_class, feature }: RequestSummary, telling: Telling): TemplateResult {
  const { strings, format, now } = telling;
  const at = Date.parse(time);
  const day = (moment: number) => format.clock(moment, { dateStyle: 'short' });
  const when = day(at) === day(now) ? TO_THE_SECOND : ({ ...TO_THE_SECOND, day: 'numeric', month: 'short' } as const);
  return html`
    <tr>
      <th scope="row">${format.clock(at, when)}</th>
      <td>${status}</td>
      <td>${latency_ms === null ? strings.noValue : joined(format.latency(latency_ms))}</td>
      <td class="words">${error_class ?? strings.noValue}</td>
      <td class="words extra">${feature ?? strings.noValue}</td>
    </tr>
  `;
}
