import type { Router, RouterContext } from '@koa/router';
import type { Monitor } from 'align-monitor';
import type { ActivityLog } from './activity.js';
import type { Session } from './session.js';
import type { Work } from './work.js';

/** `ctx.state` in the portal; `feature` and `errorClass` are read by the monitor. */
export interface PortalState {
  form: URLSearchParams;
  feature?: string;
  errorClass?: string;
}

/** What the portal adds to the context; the monitor counts sessions by `ctx.session.id`. */
export interface WithSession {
  session: Session;
}

/** What a handler of the portal is given. */
export type PortalContext = RouterContext<PortalState, WithSession>;

/** The portal's router. */
export type PortalRouter = Router<PortalState, WithSession>;

/** What the routes need from outside. */
export interface Services {
  work: Work;
  activity: ActivityLog;
  monitor: Monitor;
}
