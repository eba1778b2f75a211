/** The list of checks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CheckFigures } from '../../../server/contract/index.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { checkStatus } from '../../model/text/facts.js';
import { quantityText } from '../../model/text/format.js';
import { icon } from '../icons.js';

/** A list of at least one check: its status, since when, and what it said when it failed. */
export function checkList(checks: readonly CheckFigures[], display: PageDisplay): TemplateResult {
  return html`
    <ul class="list checks" part="checks" aria-label=${display.strings.checks}>
      ${checks.map((check) => listItem(check, display))}
    </ul>
  `;
}

function listItem(
  { name, status: given, critical, message, duration_ms, since }: CheckFigures,
  { strings, format, now }: PageDisplay,
): TemplateResult {
  const status = checkStatus(given);
  const tone = status === 'degraded' && !critical ? 'warning' : status;
  const secondsHeld = (now - Date.parse(since ?? '')) / 1000;
  const details = [
    duration_ms === null ? '' : quantityText(format.latency(duration_ms)),
    secondsHeld >= 0 ? strings.firingFor(format.span(Math.max(1, secondsHeld))) : '',
  ];
  return html`
    <li class="alert tone-${tone} ${status === 'degraded' ? '' : 'past'}">
      ${icon(tone)}
      <p>${name} <span class="check">${strings.checkStatuses[status]}</span></p>
      <small>${details.filter(Boolean).join(' · ')}</small>
      ${message === null || status === 'healthy' ? nothing : html`<p class="more">${message}</p>`}
    </li>
  `;
}
