/** The alerts: firing ones first, those that are over quiet. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Alert, Metrics } from '../../server/contract/index.js';
import { evidenceOf, notesOf } from '../alert-words.js';
import type { Telling } from '../headline.js';
import { moreStrings } from '../more-strings.js';
import { timeOf } from '../time-of.js';
import { icon } from './icons.js';

/**
 * A list of the alerts in the server's order; pending ones may come to nothing and stay out. Those who run the system
 * are told what each one rests on. `hands` makes what a reader can do about one that fires.
 */
export function alerts(
  metrics: Metrics,
  telling: Telling,
  atMost: number,
  hands: (alert: Alert) => unknown = () => nothing,
): TemplateResult {
  const shown = metrics.alerts.filter(({ state }) => state !== 'pending').slice(0, atMost);
  return html`
    <ul class="list alerts" part="alerts" aria-label=${moreStrings(telling.strings).alerts}>
      ${shown.map((alert) => one(alert, telling, hands))}
    </ul>
  `;
}

function one(alert: Alert, telling: Telling, hands: (alert: Alert) => unknown): TemplateResult {
  const { severity, state, message, type, timestamp, resolved_at } = alert;
  const { format, now, audience } = telling;
  const words = moreStrings(telling.strings);
  const isFiring = state === 'firing';
  const tone = severity === 'critical' ? 'degraded' : 'warning';
  const began = Date.parse(timestamp);
  const ended = Date.parse(resolved_at ?? '') || now;
  const span = format.span(Math.max(1, (ended - began) / 1000));
  const more = audience === 'team' ? [evidenceOf(alert, telling), ...notesOf(alert, telling)].filter(Boolean) : [];
  return html`
    <li class="alert ${isFiring ? `tone-${tone}` : 'past'}">
      ${icon(isFiring ? tone : 'healthy')}
      <p><span class="hidden">${isFiring ? words.firing(severity) : words.resolved}: </span>${message || type}</p>
      <small>${isFiring ? words.firingFor(span) : words.lasted(timeOf(began, telling), span)}</small>
      ${more.map((text) => html`<p class="more">${text}</p>`)}${isFiring ? hands(alert) : nothing}
    </li>
  `;
}
