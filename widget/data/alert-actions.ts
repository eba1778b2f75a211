/** What a reader can have the server do about an alert: `POST /monitoring/alerts/…`. */
import type { PollTarget } from './metrics-request.js';
import { siblingUrl } from './urls.js';

/** Acknowledges an alert, or mutes a rule for some minutes; 0 minutes end a mute. */
export type AlertAction = { kind: 'acknowledge'; id: string } | { kind: 'mute'; type: string; minutes: number };

/** Who acts, and a note for others. */
export interface ActionComment {
  by?: string;
  note?: string;
}

const TIME_LIMIT_MS = 10_000;

/** The address that an action is posted to; null when it cannot be found from `src`. */
export function actionUrl(src: string, action: AlertAction): string | null {
  const path = action.kind === 'mute' ? 'mute' : `${encodeURIComponent(action.id)}/acknowledge`;
  return siblingUrl(src, `monitoring/alerts/${path}`);
}

/** Posts an action; resolves with the HTTP status code, 0 when there was no answer. Never rejects. */
export async function postAlertAction(
  { src, credentials }: PollTarget,
  action: AlertAction,
  comment: ActionComment = {},
): Promise<number> {
  const body = action.kind === 'mute' ? { type: action.type, minutes: action.minutes, ...comment } : comment;
  try {
    const { status } = await fetch(actionUrl(src, action) ?? '', {
      method: 'POST',
      credentials,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    return status;
  } catch {
    return 0;
  }
}
