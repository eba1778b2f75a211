/** What a reader can have the server do about alerts, error groups and deploys: `POST /monitoring/…`. */
import type { PollTarget } from './metrics-request.js';
import { postJson } from './post-json.js';
import { siblingUrl } from './urls.js';

/**
 * Acknowledges an alert; mutes a rule for some minutes, where 0 minutes end a mute; marks a deploy; or says something about
 * an error group.
 */
export type AlertAction =
  | { kind: 'acknowledge'; id: string }
  | { kind: 'mute'; type: string; minutes: number }
  | { kind: 'deploy'; version: string }
  | { kind: 'group'; id: string; verb: 'acknowledge' | 'resolve' | 'reopen' }
  | { kind: 'group'; id: string; verb: 'mute'; minutes: number };

/** Who acts, and a note for others. */
export interface ActionComment {
  by?: string;
  note?: string;
}

/** The address that an action is posted to; null when it cannot be found from `src`. */
export function actionUrl(src: string, action: AlertAction): string | null {
  if (action.kind === 'deploy') return siblingUrl(src, 'monitoring/deploys');
  if (action.kind === 'group')
    return siblingUrl(src, `monitoring/errors/${encodeURIComponent(action.id)}/${action.verb}`);
  const path = action.kind === 'mute' ? 'mute' : `${encodeURIComponent(action.id)}/acknowledge`;
  return siblingUrl(src, `monitoring/alerts/${path}`);
}

/** Posts an action; resolves with the HTTP status code, 0 when there was no answer. Never rejects. */
export function postAlertAction(
  { src, ...credentials }: PollTarget,
  action: AlertAction,
  comment: ActionComment = {},
): Promise<number> {
  return postJson(actionUrl(src, action) ?? '', credentials, { ...bodyOf(action), ...comment });
}

/** What is sent besides the comment: what the address does not say already. */
function bodyOf(action: AlertAction): Record<string, string | number> {
  if (action.kind === 'mute') return { type: action.type, minutes: action.minutes };
  if (action.kind === 'deploy') return { version: action.version };
  return 'minutes' in action ? { minutes: action.minutes } : {};
}
