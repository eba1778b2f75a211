/** What a reader can have the server do about alerts and deploys: `POST /monitoring/…`. */
import type { PollTarget } from './metrics-request.js';
import { postJson } from './post-json.js';
import { siblingUrl } from './urls.js';

/** Acknowledges an alert; mutes a rule for some minutes, where 0 minutes end a mute; or marks a deploy. */
export type AlertAction =
  | { kind: 'acknowledge'; id: string }
  | { kind: 'mute'; type: string; minutes: number }
  | { kind: 'deploy'; version: string };

/** Who acts, and a note for others. */
export interface ActionComment {
  by?: string;
  note?: string;
}

/** The address that an action is posted to; null when it cannot be found from `src`. */
export function actionUrl(src: string, action: AlertAction): string | null {
  if (action.kind === 'deploy') return siblingUrl(src, 'monitoring/deploys');
  const path = action.kind === 'mute' ? 'mute' : `${encodeURIComponent(action.id)}/acknowledge`;
  return siblingUrl(src, `monitoring/alerts/${path}`);
}

/** Posts an action; resolves with the HTTP status code, 0 when there was no answer. Never rejects. */
export function postAlertAction(
  { src, ...credentials }: PollTarget,
  action: AlertAction,
  comment: ActionComment = {},
): Promise<number> {
  const { kind, ...values } = action;
  const body = kind === 'acknowledge' ? comment : { ...values, ...comment };
  return postJson(actionUrl(src, action) ?? '', credentials, body);
}
