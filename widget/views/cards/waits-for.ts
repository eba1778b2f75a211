/** The card with what the app waits for. Loaded with the first dependency. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DependencyFigures, Metrics } from '../../../server/contract/index.js';
import { callFailures, ownSharePercent, slowDependency } from '../../model/cards/dependencies.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import type { WaitingStrings } from '../../strings/waiting-strings.js';
import { rowStyles } from '../../styles/rows.styles.js';
import { overLimit } from '../over-limit.js';
import type { PageContext } from '../view-context.js';

/** For the card. */
export const styles = [rowStyles];

/** The card. */
export function card(metrics: Metrics, { view, words: load }: PageContext): TemplateResult | null | undefined {
  const { window, display } = view;
  const { strings } = display;
  const words = load(strings.waitingWords);
  if (!words) return words;
  const { dependencies } = metrics;
  const hasShares = dependencies.some(({ share_percent }) => share_percent !== null);
  const header = (label: string) => html`<th role="columnheader" scope="col">${label}</th>`;
  return html`
    <div class="card titled broad" part="card">
      <h2 id="waits-for">${words.waitsFor} <small>${window}</small></h2>
      <table class="waits ${hasShares ? 'shared' : ''}" role="table" aria-labelledby="waits-for">
        <thead role="rowgroup">
          <tr role="row">
            ${header(words.dependency)} ${header(words.callsPerMinute)} ${header(words.failures)}
            ${header(strings.percentiles.p95)} ${header(words.openNow)}
            ${hasShares ? header(words.shareOfTime) : nothing}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${dependencies.map((dependency) => row(dependency, hasShares, metrics, words, display))}
        </tbody>
      </table>
      ${note(metrics, words, display)}
    </div>
  `;
}

function row(
  dependency: DependencyFigures,
  hasShares: boolean,
  { alerts }: Metrics,
  words: WaitingStrings,
  display: PageDisplay,
): TemplateResult {
  const { strings, format } = display;
  const { name, kind, calls_per_minute, p95_ms, open, oldest_open_seconds, share_percent: share } = dependency;
  const failures = callFailures(dependency).map(([failure, count]) => words.callFailures[failure](format.count(count)));
  const isOldKnown = open > 0 && (oldest_open_seconds ?? 0) >= 1;
  const openText = format.count(open);
  const firing = alerts.find(({ state, condition }) => state === 'firing' && condition?.dependency === name);
  const isOver = firing?.unit === 'ms';
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">${name} <small>${words.kinds[kind]}</small></th>
      <td role="cell">${format.rate(calls_per_minute).value}</td>
      <td role="cell" class=${failures.length === 0 ? 'pale' : ''}>${failures.join(', ') || words.noFailures}</td>
      <td role="cell" class=${isOver ? `over tone-${firing.severity}` : ''}>
        ${p95_ms === null ? strings.noValue : quantityText(format.latency(p95_ms))}${overLimit(isOver, display)}
      </td>
      <td role="cell">${isOldKnown ? words.oldest(openText, format.span(oldest_open_seconds ?? 0)) : openText}</td>
      ${hasShares ? shareCell(share, words, display) : nothing}
    </tr>
  `;
}

function shareCell(share: number | null, words: WaitingStrings, { strings, format }: PageDisplay): TemplateResult {
  if (share === null) return html`<td role="cell" class="share">${strings.noValue}</td>`;
  return html`
    <td role="cell" class="share">
      <svg class="meter" aria-hidden="true"><rect width="${share.toFixed(1)}%" height="100%" rx="2" /></svg>
      <span>${quantityText(format.percent(Math.round(share)))} <small>${words.ofTime}</small></span>
    </td>
  `;
}

/** How much of the time is the app's own, and which dependency makes it slow, where both can be told. */
function note(
  metrics: Metrics,
  words: WaitingStrings,
  { strings, format }: PageDisplay,
): TemplateResult | typeof nothing {
  const own = ownSharePercent(metrics);
  const slow = slowDependency(metrics);
  const sentences = [
    own === null ? '' : words.ownTime(quantityText(format.percent(Math.round(own)))),
    slow === null ? '' : words.slowBecause(slow.name, quantityText(format.latency(slow.usualP95))),
  ].filter(Boolean);
  return sentences.length === 0
    ? nothing
    : html`<p class="foot-note">${sentences.map(strings.asSentence).join(' ')}</p>`;
}
