/** What those who run the system can do about an alert or a mute: the buttons beside it, and what they open. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Alert, Metrics } from '../../server/contract/index.js';
import type { Telling } from '../headline.js';
import { moreStrings, type MoreStrings } from '../more-strings.js';
import type { Settings } from '../settings.js';
import type { Controls } from './controls.js';

/** What the reader is about to do. */
export interface Acting {
  /** All but an end of a mute are asked about first. */
  kind: 'acknowledge' | 'mute' | 'unmute';
  alert: Pick<Alert, 'id' | 'type' | 'message'>;
  /** In which the dialog opens. */
  root: ParentNode;
  isBusy: boolean;
  /** The HTTP status code that was no success, 0 for no answer; null when nothing has gone wrong. */
  problem: number | null;
}

const ACTING = 'acting';

/** What the reader is about to do: a dialog, or what has become of it. */
export function openDialog(settings: Settings, words: MoreStrings, controls: Controls): TemplateResult | undefined {
  const acting = actingIn(controls);
  if (!acting) return undefined;
  const changed = (next: Acting | null) => {
    // The reader may be at something else by now.
    if (actingIn(controls)?.alert === acting.alert) controls.set(ACTING, next);
  };
  return controls.parts('hands')?.alertDialog({ acting, words, settings, controls, changed });
}

/** The buttons that there is a use for. */
export function alertButtons(alert: Alert, { mutes }: Metrics, telling: Telling, controls: Controls): TemplateResult {
  const isMuted = Date.parse(alert.muted_until ?? '') > telling.now;
  // Maintenance mutes too, and is ended by nobody.
  const canUnmute = mutes.some(({ type }) => type === alert.type);
  return html`
    <div class="hands">
      ${alert.acknowledged ? nothing : button('acknowledge', alert, telling, controls)}${
        isMuted && !canUnmute ? nothing : button(isMuted ? 'unmute' : 'mute', alert, telling, controls)
      }
    </div>
  `;
}

/** The button beside a mute of a rule of which nothing fires. */
export function unmuteButton(type: string, telling: Telling, controls: Controls): TemplateResult {
  return html`<div class="hands">${button('unmute', { id: '', type, message: '' }, telling, controls)}</div>`;
}

function button(kind: Acting['kind'], alert: Acting['alert'], telling: Telling, controls: Controls): TemplateResult {
  const words = moreStrings(telling.strings);
  const begin = ({ currentTarget }: Event) => {
    const root = (currentTarget as Element).getRootNode() as ShadowRoot;
    controls.set(ACTING, { kind, alert: { ...alert }, root, isBusy: false, problem: null } satisfies Acting);
  };
  return html`
    <button type="button" aria-haspopup=${kind === 'unmute' ? nothing : 'dialog'} @click=${begin}>
      ${words[kind]}<span class="hidden">: ${alert.message || alert.type}</span>
    </button>
  `;
}

function actingIn({ state }: Controls): Acting | null | undefined {
  return state.get(ACTING) as Acting | null | undefined;
}
