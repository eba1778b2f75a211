/** `GET /monitoring/session`: who is asking. */

import type { Audience } from './audiences.js';

/** Who is asking, and what signing in would change. */
export interface Session {
  audience: Audience;
  /** The name of the credential; null without one. */
  name: string | null;
  /** Until when the browser is signed in; null when it is not, as with a bearer token or the app's own login. */
  until: string | null;
  /** There is a token to sign in with. */
  can_sign_in: boolean;
  /**
   * Where the app believes that it was asked: the option `url`, or else by `Host` and, of trusted proxies,
   * `X-Forwarded-Proto`. Where that differs from the address that was asked, a proxy in front changes it.
   */
  origin?: string;
}
