/** Sends what a reader has begun about an alert, an error group or a deploy. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { postAlertAction, type ActionComment, type AlertAction } from '../data/alert-actions.js';
import { isSuccess } from '../data/fetch-json.js';
import type { BegunAction } from '../model/page-state.js';
import type { ViewSource } from './view-source.js';

/** What the dialog asks for. */
export interface ActionForm extends ActionComment {
  /** How long to mute. */
  readonly minutes: number;
  /** Of a deploy. */
  readonly version: string;
}

/** Follows the action in the state of the views; there is at most one. */
export class AlertActionsController implements ReactiveController {
  isBusy = false;
  /** The HTTP status code of a refusal, 0 for no answer; null when nothing has gone wrong. */
  failure: number | null = null;
  /** The reader's name, for the next dialog. */
  name = '';
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #source: () => ViewSource;
  #begun: BegunAction | null = null;
  /** The dialog that was opened last: one that is closing is not opened again by an update. */
  #dialog: HTMLDialogElement | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource) {
    this.#host = host;
    this.#source = source;
    host.addController(this);
  }

  /** Sends what the dialog asked for, and closes the dialog when the server accepts it. */
  submit(form: ActionForm): void {
    this.name = form.by ?? this.name;
    void this.#post(form);
  }

  /** Forgets the action; for the dialog's `close` event. */
  dismiss(): void {
    this.#source().setState({ action: null });
  }

  /** What only ends something needs no dialog. */
  hostUpdate(): void {
    const { action = null } = this.#source().state;
    if (action === this.#begun) return;
    this.#begun = action;
    this.#set(false, null);
    if (action?.kind === 'unmute' || action?.kind === 'reopen') void this.#post({ minutes: 0, version: '' });
  }

  hostUpdated(): void {
    const dialog = this.#host.shadowRoot?.querySelector('dialog') ?? null;
    if (dialog !== null && dialog !== this.#dialog) open(dialog);
    this.#dialog = dialog;
  }

  async #post({ minutes, version, ...comment }: ActionForm): Promise<void> {
    const begun = this.#begun;
    if (begun === null) return;
    this.#set(true, null);
    const source = this.#source();
    const status = await postAlertAction(source.target, toSend(begun, minutes, version), comment);
    const isDone = isSuccess(status);
    // The reader may have gone on to another one before the server has answered.
    if (this.#begun === begun) {
      if (isDone) this.#finish();
      else this.#set(false, status);
    }
    if (isDone) source.refresh();
  }

  /** An open dialog is closed first, because that gives the focus back; its event dismisses the action. */
  #finish(): void {
    const dialog: Partial<HTMLDialogElement> | null = this.#dialog;
    if (dialog?.close) dialog.close();
    else this.dismiss();
  }

  #set(isBusy: boolean, failure: number | null): void {
    this.isBusy = isBusy;
    this.failure = failure;
    this.#host.requestUpdate();
  }
}

/** Not modal where a document cannot have it so, such as jsdom's. */
function open(dialog: HTMLDialogElement): void {
  if ('showModal' in HTMLDialogElement.prototype) dialog.showModal();
  else dialog.open = true;
}

function toSend({ kind, group, alert: { id, type } }: BegunAction, minutes: number, version: string): AlertAction {
  if (kind === 'deploy') return { kind, version };
  if (kind === 'resolve' || kind === 'reopen') return { kind: 'group', verb: kind, id };
  if (kind === 'acknowledge') return group === undefined ? { kind, id } : { kind: 'group', verb: kind, id };
  return group === undefined ? { kind: 'mute', type, minutes } : { kind: 'group', verb: 'mute', id, minutes };
}
