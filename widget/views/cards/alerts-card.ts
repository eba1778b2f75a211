/** The card with the alerts, the mutes, and what the team can do about them. Loaded when there are any. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Alert, Metrics } from '../../../server/contract/index.js';
import { siblingUrl } from '../../data/urls.js';
import { toMinutes } from '../../model/text/clock.js';
import type { AlertReference } from '../../model/page-state.js';
import { alertText } from '../../strings/messages.js';
import { alertStyles } from '../../styles/alerts.styles.js';
import { muteStyles } from '../../styles/mutes.styles.js';
import { alertList } from '../alerts.js';
import type { PageContext } from '../view-context.js';

/** For the alerts and the mutes. */
export const styles = [alertStyles, muteStyles];

const MAX_ALERTS = 10;

/** The whole card. */
export function card(metrics: Metrics, context: PageContext): TemplateResult {
  const { display } = context.view;
  const { strings } = display;
  const canAct = display.audience === 'team' && metrics.audience === 'operator' && siblingUrl(context.src, '') !== null;
  const actions = (alert: Alert) => (canAct ? alertButtons(alert, metrics, context) : nothing);
  return html`
    <div class="card titled broad" part="card">
      <h2>${strings.alerts}</h2>
      ${alertList(metrics, display, MAX_ALERTS, actions)}
      ${display.audience === 'team' ? mutes(metrics, canAct, context) : nothing}
    </div>
  `;
}

/** The rules that are muted and have no firing alert. */
function mutes({ mutes: all, alerts }: Metrics, canAct: boolean, context: PageContext): TemplateResult[] {
  const { display } = context.view;
  const { strings } = display;
  const firing = new Set(alerts.filter(({ state }) => state === 'firing').map(({ type }) => type));
  return all
    .filter(({ type }) => !firing.has(type))
    .map(({ type, until, by, note }) => {
      const text = strings.muted(type, toMinutes(Date.parse(until), display), by ?? '', note ?? '');
      const unmute = actionButton('unmute', { id: '', type, message: type }, context);
      return html`
        <p class="message">${text}</p>
        ${canAct ? html`<div class="actions">${unmute}</div>` : nothing}
      `;
    });
}

/** The actions that are possible. A maintenance window mutes too, but nobody can end it. */
function alertButtons(alert: Alert, { mutes }: Metrics, context: PageContext): TemplateResult {
  const { display } = context.view;
  const isMuted = Date.parse(alert.muted_until ?? '') > display.now;
  const canUnmute = mutes.some(({ type }) => type === alert.type);
  const reference = { ...alert, message: alertText(alert, display) };
  return html`
    <div class="actions">
      ${alert.acknowledged ? nothing : actionButton('acknowledge', reference, context)}${
        isMuted && !canUnmute ? nothing : actionButton(isMuted ? 'unmute' : 'mute', reference, context)
      }
    </div>
  `;
}

function actionButton(
  kind: 'acknowledge' | 'mute' | 'unmute',
  alert: AlertReference,
  { view, setState }: PageContext,
): TemplateResult {
  return html`
    <button
      type="button"
      aria-haspopup=${kind === 'unmute' ? nothing : 'dialog'}
      @click=${() => setState({ action: { kind, alert } })}
    >
      ${view.display.strings[kind]}<span class="hidden">: ${alert.message}</span>
    </button>
  `;
}
