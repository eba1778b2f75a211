/**
 * The dialog in which an alert is acknowledged, its rule muted for a time, something said about an error group, or a deploy
 * marked. Loaded when it is opened.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { AlertActionsController } from '../../controllers/alert-actions-controller.js';
import type { ViewSource } from '../../controllers/view-source.js';
import type { BegunAction } from '../../model/page-state.js';
import type { PageStrings, Strings } from '../../strings/index.js';
import { dialogStyles } from '../../styles/dialog.styles.js';

/** For the dialog. */
export const styles = [dialogStyles];

type Words = Strings & PageStrings;

const MUTE_MINUTES = [15, 60, 480, 1440];
const DEFAULT_MINUTES = 60;
const MAX_NAME_LENGTH = 100;
const MAX_VERSION_LENGTH = 100;
const MAX_NOTE_LENGTH = 500;

/** What the reader has begun, on the page of one element. */
export interface DialogViews {
  /** The dialog; for the end of a mute only what went wrong. */
  readonly begunAction: (action: BegunAction, strings: Words) => TemplateResult;
}

/** Adds them to an element. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): DialogViews {
  const actions = new AlertActionsController(host, source);
  return {
    begunAction: (action, strings) => {
      const { kind, alert } = action;
      const problem = actions.failure === null ? '' : strings.refused(actions.failure);
      if (kind !== 'unmute' && kind !== 'reopen') return dialog(kind, action, problem, strings, actions);
      return html`<p class="message problem" role="status">${problem && `${alert.type}: ${problem}`}</p>`;
    },
  };
}

/** The controller opens it once it is rendered. */
function dialog(
  kind: Exclude<BegunAction['kind'], 'unmute' | 'reopen'>,
  { alert, group }: BegunAction,
  problem: string,
  strings: Words,
  actions: AlertActionsController,
): TemplateResult {
  const texts = {
    acknowledge: [strings.acknowledge, alert.message],
    mute: [strings.mute, strings.muteMeans(alert.type)],
    deploy: [alert.message, ''],
    resolve: [group?.title, ''],
  }[kind];
  const [title, explanation] = group ? [group.title, group.explanation] : texts;
  return html`
    <dialog class="card dialog" aria-labelledby="action" @close=${() => actions.dismiss()}>
      <form @submit=${(event: SubmitEvent) => submit(event, actions)}>
        <h2 id="action">${title}</h2>
        ${explanation && html`<p>${explanation}</p>`} ${kind === 'mute' ? durations(strings) : nothing}
        ${kind === 'deploy' ? version(strings) : name(strings, actions)}
        <label>${strings.note}<input name="note" autocomplete="off" maxlength=${MAX_NOTE_LENGTH} /></label>
        <p class="problem" role="status">${problem}</p>
        <div class="actions">
          <button type="button" @click=${closeDialog}>${strings.cancel}</button>
          <button class="first" ?disabled=${actions.isBusy}>${title}</button>
        </div>
      </form>
    </dialog>
  `;
}

function version(strings: Words): TemplateResult {
  return html`
    <label>
      ${strings.version}<input name="version" required autocomplete="off" maxlength=${MAX_VERSION_LENGTH} />
    </label>
  `;
}

function name(strings: Words, actions: AlertActionsController): TemplateResult {
  return html`
    <label>
      ${strings.yourName}
      <input name="by" autocomplete="name" maxlength=${MAX_NAME_LENGTH} .defaultValue=${actions.name} />
    </label>
  `;
}

function durations(strings: Words): TemplateResult {
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
              ?autofocus=${minutes === DEFAULT_MINUTES}
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
  const text = (name: string) => (form.get(name) as string | null)?.trim() ?? '';
  const [by, note] = [text('by'), text('note')];
  const minutes = Number(form.get('minutes'));
  actions.submit({ minutes, version: text('version'), ...(by && { by }), ...(note && { note }) });
}

function closeDialog({ target }: Event): void {
  (target as Element).closest('dialog')?.close();
}
