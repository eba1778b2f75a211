/**
 * The dialog in which those who run the system say that they have seen an alert, or mute its rule for a time; and what
 * ends a mute. Loaded when it is first needed.
 */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { act, type Action } from '../actions.js';
import { handStyles } from '../hands.styles.js';
import type { MoreStrings } from '../more-strings.js';
import type { Settings } from '../settings.js';
import type { Acting } from './alert-buttons.js';
import type { Controls } from './controls.js';

/** What the dialog needs. */
export const styles = [handStyles];

const NAME = 'name';
const MINUTES = [15, 60, 480, 1440];
const USUAL_MINUTES = 60;
const MAX_NAME = 100;
const MAX_NOTE = 500;

/** What the dialog is about, and whom it tells how far it is; null when it is over. */
export interface Hands {
  acting: Acting;
  words: MoreStrings;
  settings: Settings;
  controls: Controls;
  changed: (acting: Acting | null) => void;
}

/** Each is opened once: one that the reader has just closed may be drawn again before it is gone. */
const opened = new WeakSet<Element>();

/** The dialog, opened as soon as it is in its place; an end of a mute needs none, it is done at once. */
export function alertDialog(hands: Hands): TemplateResult {
  const { acting, changed, words } = hands;
  const { kind, alert, isBusy, problem } = acting;
  if (kind === 'unmute') {
    if (!isBusy && problem === null) void unmute(hands);
    const text = problem === null ? '' : `${alert.type}: ${words.refused(problem)}`;
    return html`<p class="message problem" role="status">${text}</p>`;
  }
  queueMicrotask(() => {
    const dialog = acting.root.querySelector('dialog');
    if (!dialog?.isConnected || opened.has(dialog)) return;
    opened.add(dialog);
    dialog.showModal();
  });
  return html`
    <dialog class="card dialog" aria-labelledby="acting" @close=${() => changed(null)}>${form(hands)}</dialog>
  `;
}

function form(hands: Hands): TemplateResult {
  const { acting, words, controls } = hands;
  const { kind, alert, isBusy, problem } = acting;
  return html`
    <form @submit=${(event: SubmitEvent) => void submit(event, hands)}>
      <h2 id="acting">${words[kind]}</h2>
      <p>${kind === 'mute' ? words.muteMeans(alert.type) : alert.message || alert.type}</p>
      ${kind === 'mute' ? durations(words) : nothing}
      <label>
        ${words.yourName}
        <input name="by" autocomplete="name" maxlength=${MAX_NAME} .defaultValue=${controls.state.get(NAME) ?? ''} />
      </label>
      <label>${words.note}<input name="note" autocomplete="off" maxlength=${MAX_NOTE} /></label>
      <p class="problem" role="status">${problem === null ? '' : words.refused(problem)}</p>
      <div class="hands">
        <button type="button" @click=${({ target }: Event) => dialogOf(target).close()}>${words.cancel}</button>
        <button class="first" ?disabled=${isBusy}>${words[kind]}</button>
      </div>
    </form>
  `;
}

function durations(words: MoreStrings): TemplateResult {
  return html`
    <fieldset class="ranges">
      <legend class="hidden">${words.muteFor}</legend>
      ${MINUTES.map(
        (minutes) => html`
          <label>
            <input
              class="hidden"
              type="radio"
              name="minutes"
              .defaultValue=${String(minutes)}
              ?checked=${minutes === USUAL_MINUTES}
            />
            <span>${words.minutes(minutes)}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

async function submit(event: SubmitEvent, { acting, settings, controls, changed }: Hands): Promise<void> {
  event.preventDefault();
  const { kind, alert } = acting;
  const dialog = dialogOf(event.target);
  const given = new FormData(event.target as HTMLFormElement);
  const text = (name: string) => (given.get(name) as string).trim();
  const signature = { ...(text('by') && { by: text('by') }), ...(text('note') && { note: text('note') }) };
  const action: Action =
    kind === 'mute'
      ? { kind, type: alert.type, minutes: Number(given.get('minutes')) }
      : { kind: 'acknowledge', id: alert.id };
  controls.state.set(NAME, text('by'));
  changed({ ...acting, isBusy: true, problem: null });
  const status = await act(settings, action, signature);
  if (!dialog.open) return;
  if (isDone(status)) {
    dialog.close();
    controls.refresh();
  } else {
    changed({ ...acting, problem: status });
  }
}

async function unmute({ acting, settings, controls, changed }: Hands): Promise<void> {
  changed({ ...acting, isBusy: true });
  const status = await act(settings, { kind: 'mute', type: acting.alert.type, minutes: 0 }, {});
  changed(isDone(status) ? null : { ...acting, problem: status });
  if (isDone(status)) controls.refresh();
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}

function dialogOf(target: EventTarget | null): HTMLDialogElement {
  return (target as Element).closest('dialog') as HTMLDialogElement;
}
