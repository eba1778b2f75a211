/** The alerts: firing ones first, those that are over quiet. Loaded with the first alert. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Alert, Metrics } from '../../server/contract.js';
import { alertStyles } from '../alerts.styles.js';
import type { Telling } from '../headline.js';
import { moreStrings } from '../more-strings.js';
import { icon } from './icons.js';

/** What the list needs. */
export const styles = [alertStyles];

/** A list of the alerts in the server's order; pending ones may come to nothing and stay out. */
export function alerts(metrics: Metrics, telling: Telling, atMost: number): TemplateResult {
  const shown = metrics.alerts.filter(({ state }) => state !== 'pending').slice(0, atMost);
  return html`
    <ul class="list alerts" part="alerts" aria-label=${moreStrings(telling.strings).alerts}>
      ${shown.map((alert) => one(alert, telling))}
    </ul>
  `;
}

function one({ severity, state, message, type, timestamp, resolved_at }: Alert, telling: Telling): TemplateResult {
  const { format, now } = telling;
  const words = moreStrings(telling.strings);
  const isFiring = state === 'firing';
  const tone = severity === 'critical' ? 'degraded' : 'warning';
  const began = Date.parse(timestamp);
  const ended = Date.parse(resolved_at ?? '') || now;
  const span = format.span(Math.max(1, (ended - began) / 1000));
  return html`
    <li class="alert ${isFiring ? `tone-${tone}` : 'past'}">
      ${icon(isFiring ? tone : 'healthy')}
      <p><span class="hidden">${isFiring ? words.firing(severity) : words.resolved}: </span>${message || type}</p>
      <small>${isFiring ? words.firingFor(span) : words.lasted(timeOf(began, telling), span)}</small>
    </li>
  `;
}

/** The time of day, with the day of the week when that is another one. */
function timeOf(at: number, { format, now }: Telling): string {
  const date = (time: number) => format.clock(time, { dateStyle: 'short' });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return format.clock(at, date(at) === date(now) ? time : { ...time, weekday: 'short' });
}
