/** The list of alerts. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Alert, Metrics } from '../../server/contract/index.js';
import { evidenceText, noteTexts } from '../model/text/alert-texts.js';
import { toMinutes } from '../model/text/clock.js';
import type { DisplayContext } from '../model/text/display-context.js';
import { alertText, isKeyOf } from '../strings/messages.js';
import { icon } from './icons.js';

/**
 * The alerts in the server's order, without pending ones, which may come to nothing. The team also sees their evidence.
 * `actions` renders what the reader can do about a firing alert.
 */
export function alertList(
  metrics: Metrics,
  display: DisplayContext,
  maxAlerts: number,
  actions: (alert: Alert) => unknown = () => nothing,
): TemplateResult | typeof nothing {
  const alerts = metrics.alerts.filter(({ state }) => state !== 'pending').slice(0, maxAlerts);
  if (alerts.length === 0) return nothing;
  return html`
    <ul class="list alerts" part="alerts" aria-label=${display.strings.alerts}>
      ${alerts.map((alert) => listItem(alert, display, actions))}
    </ul>
  `;
}

function listItem(alert: Alert, display: DisplayContext, actions: (alert: Alert) => unknown): TemplateResult {
  const { severity, state, timestamp, resolved_at, confirmed, recovering } = alert;
  const { format, now, audience, strings } = display;
  const isFiring = state === 'firing';
  const level = severity === 'critical' && confirmed ? 'degraded' : 'warning';
  const tone = recovering ? 'recovering' : level;
  const [recoveringWord] = strings.states.recovering;
  const severityName = isKeyOf(strings.severities, severity) ? strings.severities[severity] : severity;
  const began = Date.parse(timestamp);
  const ended = Date.parse(resolved_at ?? '') || now;
  const duration = format.span(Math.max(1, (ended - began) / 1000));
  const details =
    audience === 'team' ? [evidenceText(alert, display), ...noteTexts(alert, display)].filter(Boolean) : [];
  return html`
    <li class="alert ${isFiring ? `tone-${tone}` : 'past'}">
      ${icon(isFiring ? tone : 'healthy')}
      <p>
        <span class="hidden"
          >${isFiring ? strings.firingAlert(severityName) : strings.resolved}:
          ${isFiring && recovering ? `${recoveringWord}: ` : ''}</span
        >${alertText(alert, display)}
      </p>
      <small>${isFiring ? strings.firingFor(duration) : strings.lasted(toMinutes(began, display), duration)}</small>
      ${details.map((text) => html`<p class="more">${text}</p>`)}${isFiring ? actions(alert) : nothing}
    </li>
  `;
}
