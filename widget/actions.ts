/** What a reader can have the server do about an alert. */
import { beside, type Settings } from './settings.js';

/** Says who, and whatever they want others to know. */
export interface Signature {
  by?: string;
  note?: string;
}

/** What to do. */
export type Action =
  | { kind: 'acknowledge'; id: string }
  | { kind: 'mute'; type: string; /** For how long; 0 ends a mute. */ minutes: number };

const TIME_LIMIT_MS = 10_000;

/** Where an action is posted, beside `src`; null when that cannot be told from it. */
export function actionAddress(src: string, action: Action): string | null {
  const path = action.kind === 'mute' ? 'mute' : `${encodeURIComponent(action.id)}/acknowledge`;
  return beside(src, `monitoring/alerts/${path}`);
}

/** Has it done; resolves with the HTTP status code, 0 when there was no answer. Never rejects. */
export async function act(
  { src, credentials }: Pick<Settings, 'src' | 'credentials'>,
  action: Action,
  signature: Signature,
): Promise<number> {
  const body = action.kind === 'mute' ? { type: action.type, minutes: action.minutes, ...signature } : signature;
  try {
    const { status } = await fetch(actionAddress(src, action) ?? '', {
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
