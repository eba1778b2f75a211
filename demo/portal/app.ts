/** The monitored portal: its middleware, routes and checks. */

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import Router from '@koa/router';
import { checkDiskSpace, type Clock, type Monitor, type MonitorOptions } from 'align-monitor';
import Koa from 'koa';
import serve from 'koa-static';
import type { Conditions } from '../conditions.js';
import { ActivityLog } from './activity.js';
import { checkCsrfToken } from './csrf.js';
import { createFeedback } from './feedback.js';
import { readForm } from './forms.js';
import { html } from './html.js';
import { layout } from './layout.js';
import { createPortalMonitor } from './monitor.js';
import { addAudit } from './pages/audit.js';
import { addDesigner } from './pages/designer.js';
import { errorPages } from './pages/errors.js';
import { addHome } from './pages/home.js';
import { addReflection } from './pages/reflection.js';
import { addSettings } from './pages/settings.js';
import type { PortalState, WithSession } from './router.js';
import { Sessions } from './sessions.js';
import { createWork } from './work.js';

const publicFolder = fileURLToPath(new URL('public', import.meta.url));

const contentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Settings of the portal. */
export interface PortalOptions {
  conditions: Conditions;
  /** The seed of its latencies and failures. */
  seed: number;
  /** The monitor's clock; the system's clock by default. */
  clock?: Clock | undefined;
  /** The folder for history; in memory only by default. */
  metricsDir?: string | undefined;
  /** Where the language model listens. */
  modelPort: number;
  /** Other origins whose pages may show the portal's status. */
  origins: readonly string[];
  /** More options of its monitor. */
  monitorOptions?: MonitorOptions | undefined;
}

/** The portal and its monitor. */
export interface Portal {
  app: Koa<PortalState>;
  monitor: Monitor;
}

/** Creates a small instructor portal with a monitor. */
export function createPortal(options: PortalOptions): Portal {
  const { conditions, seed, clock, metricsDir, modelPort, origins, monitorOptions } = options;
  const monitor = createPortalMonitor({ ...monitorOptions, clock, metricsDir, cors: { origins } });
  const databaseCheck = (): void => {
    if (conditions.mode === 'failing') throw new Error('does not answer every time');
  };
  monitor.addCheck('course database', databaseCheck, { intervalSeconds: 10 });
  monitor.addCheck('disk', checkDiskSpace({ path: '.', minFreePercent: 1 }), { intervalSeconds: 60 });

  const app = new Koa<PortalState>();
  app.keys = [randomBytes(32).toString('base64url')];
  app.on('error', (error: NodeJS.ErrnoException) => {
    // The client went away during a download.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
  });
  // In front of the monitor, which so sees the errors themselves.
  app.use(errorPages);
  app.use(monitor.koa());
  app.use(async (ctx, next) => {
    ctx.set('Content-Security-Policy', contentSecurityPolicy);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'same-origin');
    await next();
  });
  app.use(serve(publicFolder, { maxage: 60_000 }));

  const sessions = new Sessions();
  const router = new Router<PortalState, WithSession>();
  router.use(async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store');
    await next();
  });
  router.get('/signed_out', (ctx) => {
    ctx.body = signedOutPage();
  });
  router.use(sessions.middleware, readForm, checkCsrfToken);
  monitor.gauge('open_reflections', () => sessions.openReflections);
  const services = {
    ...{ conditions, monitor, activity: new ActivityLog() },
    work: createWork(conditions, seed, monitor),
    feedback: createFeedback(modelPort),
    answers: monitor.counter('answers'),
    tokens: monitor.histogram('tokens', { unit: '{token}' }),
  };
  addHome(router, services);
  addReflection(router, services);
  addDesigner(router, services);
  addAudit(router, services);
  addSettings(router, services, sessions);
  app.use(router.routes());
  app.use(router.allowedMethods());

  return { app, monitor };
}

function signedOutPage(): string {
  return layout({
    title: 'You are signed out',
    kicker: 'Until next time',
    lead: 'Your session is over; it is safe to leave this computer.',
    section: 'none',
    content: html`<p><a class="button" href="/">Sign in again</a></p>`,
  });
}
