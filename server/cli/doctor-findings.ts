/** What `align-monitor doctor` looks at, and what it says of it. */

import { UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { DoctorHealth, DoctorMetrics, SessionAnswer } from './check-client.js';

/** One line. */
export interface Finding {
  about: string;
  /** `unknown`: it is not shown, or there is nothing to tell it from yet. */
  state: 'good' | 'missing' | 'unknown';
  text: string;
  /** What to do; undefined when nothing is. */
  advice?: string | undefined;
}

/** How the lines begin. */
export const MARKS: Record<Finding['state'], string> = { good: 'ok ', missing: '!! ', unknown: '?  ' };

/** What is known of the app. */
export interface Examined {
  session: SessionAnswer;
  metrics: DoctorMetrics;
  health: DoctorHealth;
  /** When it was asked by our clock, milliseconds since 1970. */
  asked: number;
  /** The address that was asked. */
  origin: string;
  hasToken: boolean;
  /** Our own version. */
  version: string | null;
}

/** Beyond this, times in the app and here cannot be laid beside each other. */
const MAX_CLOCK_SECONDS = 5;
/** A larger share of requests without a route than what bots and typing errors leave. */
const MAX_UNMATCHED_PERCENT = 50;
const MAX_BY_STATUS_PERCENT = 50;

const good = (about: string, text: string): Finding => ({ about, state: 'good', text });
const missing = (about: string, text: string, advice: string): Finding => ({ about, state: 'missing', text, advice });
const unknown = (about: string, text: string, advice?: string): Finding => ({ about, state: 'unknown', text, advice });

/** One finding for each thing that is looked at. */
export function examine(examined: Examined): Finding[] {
  const { metrics } = examined;
  const shown = metrics.view === 'all' ? [routes, errors, storage, versions] : [hidden];
  return [() => good('reachable', 'the monitor answers'), requests, sessions, access, proxies, clock, ...shown].map(
    (look) => look(examined),
  );
}

function hidden({ hasToken }: Examined): Finding {
  const advice = hasToken ? 'the token is none of a viewer or an operator' : 'give --token';
  return unknown('the rest', 'routes, errors, storage and version are not shown to the public', advice);
}

function requests({ metrics: { summary } }: Examined): Finding {
  if (summary === undefined) return unknown('requests', 'not shown to the public', 'give --token');
  if (summary.total_requests > 0) return good('requests', `${summary.total_requests} since the start`);
  const advice = 'open a page of it; if that changes nothing, the middleware has to be in front of all others';
  return missing('requests', 'none since the start', advice);
}

function sessions({ metrics: { summary } }: Examined): Finding {
  if (summary === undefined) return unknown('sessions', 'not shown to the public');
  if (summary.total_requests === 0) return unknown('sessions', 'no requests to tell them from');
  if (summary.active_sessions > 0) return good('sessions', `${summary.active_sessions} active`);
  if (summary.window_sessions !== null && summary.window_sessions > 0) return good('sessions', 'seen');
  const advice = "name their cookie, such as sessionId: { cookie: 'sid' }, so that people are counted";
  return missing('sessions', 'no request carries one', advice);
}

function access({ session: { audience, can_sign_in: canSignIn }, hasToken, origin }: Examined): Finding {
  if (!hasToken && audience !== 'public') {
    const isHere = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:|$)/.test(origin);
    const text = `everybody ${isHere ? 'on this machine' : 'who gets there'} is ${audience === 'viewer' ? 'a viewer' : 'an operator'}`;
    if (isHere) return good('access', `${text}, for development`);
    return missing('access', text, "take away access: 'local' and NODE_ENV=development, or put a login in front");
  }
  if (canSignIn || hasToken) return good('access', 'strangers are the public, others sign in');
  return missing(
    'access',
    'nobody can see more than the public',
    'set ALIGN_MONITOR_OPERATOR_TOKEN, or the option access',
  );
}

function proxies({ session, origin }: Examined): Finding {
  if (session.origin === undefined) return unknown('proxies', 'this version does not tell');
  if (session.origin === origin) return good('proxies', `the app knows its address, ${origin}`);
  const [own, asked] = [new URL(session.origin), new URL(origin)];
  const text = `asked at ${origin}, the app believes to be at ${session.origin}`;
  const advice =
    own.host === asked.host
      ? `set trustProxy: true where the proxy sends X-Forwarded-Proto, or url: '${origin}'`
      : `set url: '${origin}', and let the proxy pass the Host header on`;
  return missing('proxies', text, advice);
}

function clock({ metrics: { timestamp }, asked }: Examined): Finding {
  const seconds = Math.round((timestamp - asked) / 1000);
  if (Math.abs(seconds) <= MAX_CLOCK_SECONDS) return good('clock', 'as here');
  const text = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
  return missing('clock', text, 'let both take the time from the network (NTP)');
}

function routes({ metrics: { endpoints = [], top_endpoints: top = {}, summary } }: Examined): Finding {
  // Without a request in the window, those since the start tell.
  const counts: [string, number][] =
    endpoints.length > 0
      ? endpoints.map(({ endpoint, requests: count }) => [endpoint, count])
      : Object.entries(top).map(([name, count]) => [name.slice(name.indexOf(' ') + 1), count]);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0 || summary?.total_requests === 0) return unknown('routes', 'no requests to tell them from');
  const unmatched = counts.reduce((sum, [name, count]) => sum + (name === UNMATCHED_ENDPOINT ? count : 0), 0);
  const percent = Math.round((100 * unmatched) / all);
  const text = `${percent} % of the requests are ${UNMATCHED_ENDPOINT}`;
  if (percent <= MAX_UNMATCHED_PERCENT) return good('routes', text);
  return missing('routes', text, 'name them with the option endpoint of the adapter, or set foldPaths: true');
}

function errors({ metrics: { error_groups: groups } }: Examined): Finding {
  const top = groups?.top ?? [];
  const all = top.reduce((sum, { total_count: count }) => sum + count, 0);
  if (all === 0) return unknown('errors', 'none so far');
  const bare = top.reduce((sum, group) => sum + (group.grouped_by === 'status' ? group.total_count : 0), 0);
  const percent = Math.round((100 * bare) / all);
  if (percent <= MAX_BY_STATUS_PERCENT) return good('errors', `${100 - percent} % are known by their error`);
  const advice =
    'in Express and Connect add app.use(monitor.connectErrors()) behind the routes, in Nest the filter of server/README.md; ' +
    'where a handler of your own answers errors, call monitor.recordError(error)';
  return missing('errors', `of ${percent} % only the status is known, without a stack`, advice);
}

function storage({ health: { storage: kept } }: Examined): Finding {
  if (kept === undefined) return unknown('storage', 'not shown');
  if (kept.kept === 'in memory' && kept.message === null) {
    return missing('storage', 'history and alerts are lost with each restart', 'set metricsDir to a folder that stays');
  }
  if (kept.message === null) return good('storage', 'on disk');
  return missing('storage', kept.message, 'let the app write to the folder metricsDir');
}

function versions({ metrics: { monitor }, version }: Examined): Finding {
  const own = monitor?.version ?? null;
  if (own === null || version === null) return unknown('versions', 'the app does not tell its own, as in a bundle');
  if (own === version) return good('versions', `${own}, as here`);
  return missing('versions', `the app has ${own}, this command is ${version}`, 'install the same, and restart the app');
}
