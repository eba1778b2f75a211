/** The notification itself, for programs. */

import type { Notification } from '../../contract/index.js';

/** Returns the message unchanged. */
export const json = (message: Notification): Notification => message;
