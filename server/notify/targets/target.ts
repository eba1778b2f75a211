/** What a delivery queue sends to. */

import type { Notification } from '../../contract/index.js';
import type { Fetch, Outcome } from '../delivery-attempt.js';

/** How a message is sent. */
export interface Sending {
  /** Aborted when the attempt has taken too long, or the monitor closes. */
  signal: AbortSignal;
  fetch: Fetch;
  /** Milliseconds since 1970. */
  wall: number;
}

/** A target of any kind. */
export interface Target {
  /** Shown to people: without what is secret. */
  readonly name: string;
  /** Tells it from other targets; may be secret. */
  readonly identity: string;
  /** Whether a firing message opens something there that a resolved one closes. */
  readonly opensIncidents?: boolean;
  /** An error that it throws is a failed attempt. */
  send(message: Notification, sending: Sending): Promise<Outcome>;
}
