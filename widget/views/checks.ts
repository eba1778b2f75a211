/** The checks one by one: how each is, since when, and what it said when it failed. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CheckFigures } from '../../server/contract/index.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { moreStrings } from '../more-strings.js';
import { icon } from './icons.js';

/** A list of at least one check. */
export function checks(all: readonly CheckFigures[], telling: Telling): TemplateResult {
  return html`
    <ul class="list checks" part="checks" aria-label=${moreStrings(telling.strings).checks}>
      ${all.map((check) => one(check, telling))}
    </ul>
  `;
}

function one(
  { name, status: given, critical, message, duration_ms, since }: CheckFigures,
  telling: Telling,
): TemplateResult {
  const { format, now } = telling;
  const words = moreStrings(telling.strings);
  const status = Object.hasOwn(words.check, given) ? given : 'unknown';
  const tone = status === 'degraded' && !critical ? 'warning' : status;
  const held = (now - Date.parse(since ?? '')) / 1000;
  const details = [
    duration_ms === null ? '' : joined(format.latency(duration_ms)),
    held >= 0 ? words.firingFor(format.span(Math.max(1, held))) : '',
  ];
  return html`
    <li class="alert tone-${tone} ${status === 'degraded' ? '' : 'past'}">
      ${icon(tone)}
      <p>${name} <span class="check">${words.check[status]}</span></p>
      <small>${details.filter(Boolean).join(' · ')}</small>
      ${message === null || status === 'healthy' ? nothing : html`<p class="more">${message}</p>`}
    </li>
  `;
}
