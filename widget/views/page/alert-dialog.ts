/** The dialog in which an alert is acknowledged, its rule muted for a time, or a deploy marked. Loaded when it is opened. */
import { html, nothing, type TemplateResult } from 'lit';
import type { AlertActionsController, PendingAction } from '../../controllers/alert-actions-controller.js';
import type { Strings } from '../../strings/index.js';
import { dialogStyles } from '../../styles/dialog.styles.js';

/** For the dialog. */
export const styles = [dialogStyles];

const MUTE_MINUTES = [15, 60, 480, 1440];
const DEFAULT_MINUTES = 60;
const MAX_NAME_LENGTH = 100;
const MAX_VERSION_LENGTH = 100;
const MAX_NOTE_LENGTH = 500;

/** The dialog; the controller opens it once it is rendered. */
export function alertDialog(
  { alert, isBusy, failure }: PendingAction,
  kind: 'acknowledge' | 'mute' | 'deploy',
  strings: Strings,
  actions: AlertActionsController,
): TemplateResult {
  const title = kind === 'deploy' ? alert.message : strings[kind];
  const explanation = { acknowledge: alert.message, mute: strings.muteMeans(alert.type), deploy: '' }[kind];
  return html`
    <dialog class="card dialog" aria-labelledby="action" @close=${() => actions.dismiss()}>
      <form @submit=${(event: SubmitEvent) => submit(event, actions)}>
        <h2 id="action">${title}</h2>
        ${explanation && html`<p>${explanation}</p>`} ${kind === 'mute' ? durations(strings) : nothing}
        ${kind === 'deploy' ? version(strings) : name(strings, actions)}
        <label>${strings.note}<input name="note" autocomplete="off" maxlength=${MAX_NOTE_LENGTH} /></label>
        <p class="problem" role="status">${failure === null ? '' : strings.refused(failure)}</p>
        <div class="actions">
          <button type="button" @click=${closeDialog}>${strings.cancel}</button>
          <button class="first" ?disabled=${isBusy}>${title}</button>
        </div>
      </form>
    </dialog>
  `;
}

function version(strings: Strings): TemplateResult {
  return html`
    <label>
      ${strings.version}<input name="version" required autocomplete="off" maxlength=${MAX_VERSION_LENGTH} />
    </label>
  `;
}

function name(strings: Strings, actions: AlertActionsController): TemplateResult {
  return html`
    <label>
      ${strings.yourName}
      <input name="by" autocomplete="name" maxlength=${MAX_NAME_LENGTH} .defaultValue=${actions.name} />
    </label>
  `;
}

function durations(strings: Strings): TemplateResult {
  return html`
    <fieldset class="ranges">
      <legend class="hidden">${strings.muteFor}</legend>
      ${MUTE_MINUTES.map(
        (minutes) => html`
          <label>
            <input
              class="hidden"
              type="radio"
              name="minutes"
              .defaultValue=${String(minutes)}
              ?checked=${minutes === DEFAULT_MINUTES}
            />
            <span>${strings.minutes(minutes)}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

function submit(event: SubmitEvent, actions: AlertActionsController): void {
  event.preventDefault();
  const form = new FormData(event.target as HTMLFormElement);
  const [by, note, version] = ['by', 'note', 'version'].map((name) => (form.get(name) as string | null)?.trim() ?? '');
  const given = { ...(by && { by }), ...(note && { note }), ...(version && { version }) };
  actions.submit({ minutes: Number(form.get('minutes')), ...given });
}

function closeDialog({ target }: Event): void {
  (target as Element).closest('dialog')?.close();
}
