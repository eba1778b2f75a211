/** What `align-monitor doctor` looks at, and what it says of it. */

import { UNMATCHED_ENDPOINT } from '../contract/index.js';
import type { DoctorHealth, DoctorMetrics, SessionAnswer } from './check-client.js';

/** One line. */
export interface Finding {
  about: string;
  /** `unknown`: a hint; it is not shown, there is nothing to tell it from yet, or it may be as it should. */
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
/** A handler of `app.use` that answers all requests has them all under `/`; a page that people begin at has fewer. */
const MAX_ROOT_PERCENT = 90;
const MIN_REQUESTS = 10;
/** A route that takes every path: `/*`, `/{p*}`, `*splat`, `/:path(.*)`, `[...slug]`. */
const WILDCARD = /\*|\.\.\.|\(\.\+\)/;

const good = (about: string, text: string): Finding => ({ about, state: 'good', text });
const missing = (about: string, text: string, advice: string): Finding => ({ about, state: 'missing', text, advice });
const unknown = (about: string, text: string, advice?: string): Finding => ({ about, state: 'unknown', text, advice });

/** Something answers as a monitor does. */
export const REACHABLE = good('reachable', 'the monitor answers');

/** One finding for each thing that is looked at. */
export function examine(examined: Examined): Finding[] {
  const { metrics } = examined;
  const shown = metrics.view === 'all' ? [routes, errors, storage, versions] : [hidden];
  return [() => REACHABLE, requests, sessions, access, proxies, clock, ...shown].map((look) => look(examined));
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
    const isHere = isLoopback(new URL(origin));
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
  // On the app's own machine nobody comes through the proxy; its `url` is right then.
  if (isLoopback(asked) && !isLoopback(own)) {
    return unknown('proxies', text, `ask me at ${session.origin}, as browsers have it`);
  }
  const advice =
    own.host === asked.host
      ? `set trustProxy: true where the proxy sends X-Forwarded-Proto, or url: '${origin}'`
      : `set url: '${origin}', and let the proxy pass the Host header on`;
  return missing('proxies', text, advice);
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
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
  const percentOf = (isSo: (name: string) => boolean): number =>
    Math.round((100 * counts.reduce((sum, [name, count]) => sum + (isSo(name) ? count : 0), 0)) / all);
  const percent = percentOf((name) => name === UNMATCHED_ENDPOINT);
  const text = `${percent} % of the requests are ${UNMATCHED_ENDPOINT}`;
  if (percent <= MAX_UNMATCHED_PERCENT) {
    const wild = percentOf((name) => WILDCARD.test(name));
    const root = all < MIN_REQUESTS ? 0 : percentOf((name) => name === '/');
    if (wild <= MAX_UNMATCHED_PERCENT && root <= MAX_ROOT_PERCENT) return good('routes', text);
    const one = wild > MAX_UNMATCHED_PERCENT ? `${wild} % of the requests are those of a wildcard` : `${root} % are /`;
    return unknown('routes', one, 'if these are several pages, name them with the option endpoint of the adapter');
  }
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
    'call monitor.recordError(error) where errors are answered, such as in app.onError of Hono; in Express and Connect add ' +
    'app.use(monitor.connectErrors()) behind the routes, in Nest the filter of server/README.md';
  return missing('errors', `of ${percent} % only the status is known, without a stack`, advice);
}

function storage({ health: { storage: kept } }: Examined): Finding {
  if (kept === undefined) return unknown('storage', 'not shown');
  if (kept.kept === 'in memory' && kept.message === null) {
    return unknown('storage', 'history and alerts are lost with each restart', 'set metricsDir to a folder that stays');
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
