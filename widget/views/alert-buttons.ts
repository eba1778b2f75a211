/** What those who run the system can do about an alert: the buttons beside it, and the dialog that they open. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Alert } from '../../server/contract.js';
import type { Telling } from '../headline.js';
import { moreStrings, type MoreStrings } from '../more-strings.js';
import type { Settings } from '../settings.js';
import type { Controls } from './controls.js';

/** What the reader is about to do. */
export interface Acting {
  kind: 'acknowledge' | 'mute';
  alert: Alert;
  /** In which the dialog opens. */
  root: ParentNode;
  isBusy: boolean;
  /** The HTTP status code that was no success, 0 for no answer; null when nothing has gone wrong. */
  problem: number | null;
}

const ACTING = 'acting';

/** The dialog, while the reader is about to do something. */
export function openDialog(settings: Settings, words: MoreStrings, controls: Controls): TemplateResult | undefined {
  const acting = controls.state.get(ACTING) as Acting | null | undefined;
  if (!acting) return undefined;
  const changed = (next: Acting | null) => controls.set(ACTING, next);
  return controls.parts('hands')?.alertDialog({ acting, words, settings, controls, changed });
}

/** The buttons that there is a use for. */
export function alertButtons(alert: Alert, telling: Telling, controls: Controls): TemplateResult {
  const words = moreStrings(telling.strings);
  const begin = (kind: Acting['kind'], button: Element) => {
    const root = button.getRootNode() as ShadowRoot;
    controls.set(ACTING, { kind, alert, root, isBusy: false, problem: null } satisfies Acting);
  };
  const button = (kind: Acting['kind']) => html`
    <button
      type="button"
      aria-haspopup="dialog"
      @click=${({ currentTarget }: Event) => begin(kind, currentTarget as Element)}
    >
      ${words[kind]}<span class="hidden">: ${alert.message || alert.type}</span>
    </button>
  `;
  const isMuted = Date.parse(alert.muted_until ?? '') > telling.now;
  return html`
    <div class="hands">
      ${alert.acknowledged ? nothing : button('acknowledge')}${isMuted ? nothing : button('mute')}
    </div>
  `;
}
