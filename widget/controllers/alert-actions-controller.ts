/** What a reader does: acknowledge an alert, mute its rule or mark a deploy in a dialog, or end a mute. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Alert } from '../../server/contract/index.js';
import { postAlertAction, type ActionComment, type AlertAction } from '../data/alert-actions.js';
import { isSuccess } from '../data/fetch-json.js';
import type { PollTarget } from '../data/metrics-request.js';

/** As much of an alert as an action needs; empty for a deploy. */
export interface AlertReference extends Readonly<Pick<Alert, 'id' | 'type'>> {
  /** In the language of the element; the title of the dialog for a deploy. */
  readonly message: string;
}

/** The action that the reader has begun. */
export interface PendingAction {
  /** The first three are asked about in a dialog; a mute ends at once. */
  readonly kind: 'acknowledge' | 'mute' | 'deploy' | 'unmute';
  readonly alert: AlertReference;
  readonly isBusy: boolean;
  /** The HTTP status code of a refusal, 0 for no answer; null when nothing has gone wrong. */
  readonly failure: number | null;
}

/** What the dialog asks for. */
export interface ActionForm extends ActionComment {
  /** How long to mute. */
  readonly minutes: number;
  /** Of a deploy. */
  readonly version?: string;
}

/** At most one action is pending. */
export class AlertActionsController implements ReactiveController {
  pending: PendingAction | null = null;
  /** The reader's name, for the next dialog. */
  name = '';
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #target: () => PollTarget;
  readonly #done: () => void;
  /** The dialog that was opened last: one that is closing is not opened again by an update. */
  #dialog: HTMLDialogElement | null = null;

  /** `done` is called after each action that the server has accepted. */
  constructor(host: ReactiveControllerHost & HTMLElement, target: () => PollTarget, done: () => void) {
    this.#host = host;
    this.#target = target;
    this.#done = done;
    host.addController(this);
  }

  /** Opens the dialog, or ends a mute at once. */
  begin(kind: PendingAction['kind'], { id, type, message }: AlertReference): void {
    this.#set({ kind, alert: { id, type, message }, isBusy: false, failure: null });
    if (kind === 'unmute') void this.#post({ minutes: 0 });
  }

  /** Sends what the dialog asked for, and closes the dialog when the server accepts it. */
  submit(form: ActionForm): void {
    if (form.version === undefined) this.name = form.by ?? '';
    void this.#post(form);
  }

  /** Forgets the action; for the dialog's `close` event. */
  dismiss(): void {
    this.#set(null);
  }

  hostUpdated(): void {
    const dialog = this.#host.shadowRoot?.querySelector('dialog') ?? null;
    if (dialog !== null && dialog !== this.#dialog) dialog.showModal();
    this.#dialog = dialog;
  }

  async #post({ minutes, version = '', ...comment }: ActionForm): Promise<void> {
    if (this.pending === null) return;
    const { kind, alert } = this.pending;
    this.#set({ ...this.pending, isBusy: true, failure: null });
    const { id, type } = alert;
    const action: AlertAction =
      kind === 'acknowledge'
        ? { kind, id }
        : kind === 'deploy'
          ? { kind, version }
          : { kind: 'mute', type, minutes };
    const status = await postAlertAction(this.#target(), action, comment);
    const isDone = isSuccess(status);
    if (this.#isPending(alert)) {
      if (isDone) this.#finish();
      else this.#set({ kind, alert, isBusy: false, failure: status });
    }
    if (isDone) this.#done();
  }

  /** The reader may have gone on to another alert before the server has answered. */
  #isPending(alert: AlertReference): boolean {
    return this.pending?.alert === alert;
  }

  /** An open dialog is closed first, because that gives the focus back; its event dismisses the action. */
  #finish(): void {
    if (this.#dialog === null) this.dismiss();
    else this.#dialog.close();
  }

  #set(pending: PendingAction | null): void {
    this.pending = pending;
    this.#host.requestUpdate();
  }
}
