/** The types of the portal's Koa context and router. */

import type { Router, RouterContext } from '@koa/router';
import type { Monitor } from 'align-monitor';
import type { Conditions } from '../conditions.js';
import type { ActivityLog } from './activity.js';
import type { AskForFeedback } from './feedback.js';
import type { Session } from './session.js';
import type { Work } from './work.js';

/** `ctx.state`. The monitor reads `feature` and `errorClass`. */
export interface PortalState {
  form: URLSearchParams;
  feature?: string;
  errorClass?: string;
}

/** What the portal adds to the context. The monitor counts sessions by `ctx.session.id`. */
export interface WithSession {
  session: Session;
}

/** The context of a handler. */
export type PortalContext = RouterContext<PortalState, WithSession>;

/** The router. */
export type PortalRouter = Router<PortalState, WithSession>;

/** What the routes use. */
export interface Services {
  work: Work;
  feedback: AskForFeedback;
  activity: ActivityLog;
  conditions: Conditions;
  monitor: Monitor;
  /** The portal's own numbers. */
  answers: ReturnType<Monitor['counter']>;
  tokens: ReturnType<Monitor['histogram']>;
}
