/** What people are told of an outage, in plain English: what is broken, since when and for whom; and at the end what it was. */

import { type Alert, ERROR_CLASS_NAMES, ERROR_CLASSES } from '../contract/index.js';
import { clockText, durationText } from '../text/time-text.js';
import { stillWaiting } from './alert-message.js';

/** What is known beside the alerts. */
export interface OutageContext {
  /** What the app is called. */
  app: string;
  /** When it is said, milliseconds since 1970. */
  wall: number;
  /** Alerts that are left out; 0 unless given. */
  omitted?: number;
}

/** What an alert is about. Alerts of the first two kinds are often about the same requests. */
type Kind = 'failing' | 'slow' | 'errors' | 'calls' | 'check' | 'job' | 'news' | 'other';

/** From this share of failed requests on, an app is called down. */
const DOWN_SHARE = 0.2;

/**
 * Describes an outage; without a full stop at the end.
 * @param alerts at least one, the most important first; those that fire, unless all have ended
 */
export function outageSentence(alerts: readonly [Alert, ...Alert[]], context: OutageContext): string {
  if (isTest(alerts[0])) return `${context.app}: ${alerts[0].message}`;
  const lead = leadOf(alerts);
  const others = alerts.filter((alert) => alert !== alerts[0] && !isSameMatter(alerts[0], alert));
  const more = others.length + (context.omitted ?? 0);
  // One that ended otherwise has seen requests succeed.
  const isIdle = alerts.every((alert) => !isSameMatter(alerts[0], alert) || alert.ended_idle === true);
  const said = lead.state === 'resolved' ? endOf(lead, context, isIdle) : beginOf(lead, context);
  return `${said}${more === 0 ? '' : `; and ${more} more ${more === 1 ? 'alert' : 'alerts'}`}`;
}

/** The type of the alert that a test of the notifications sends; an own rule of that name has a condition. */
export const TEST_TYPE = 'notify_test';

/** Whether an alert is a test of the notifications: nothing has begun, and nothing ends. */
export function isTest({ type, condition }: Alert): boolean {
  return type === TEST_TYPE && condition === null;
}

/** Of the alerts that are about the same as the first one, the one that has counted most. */
function leadOf(alerts: readonly [Alert, ...Alert[]]): Alert {
  const [first] = alerts;
  return alerts
    .filter((alert) => alert.state === first.state && isSameMatter(first, alert))
    .reduce((most, alert) => ((alert.impact?.count ?? 0) > (most.impact?.count ?? 0) ? alert : most), first);
}

function isSameMatter(a: Alert, b: Alert): boolean {
  const isAppWide = (alert: Alert): boolean => (alert.condition?.endpoint ?? null) === null;
  const kind = kindOf(a);
  return a === b || ((kind === 'failing' || kind === 'slow') && kind === kindOf(b) && isAppWide(a) && isAppWide(b));
}

function kindOf({ condition }: Alert): Kind {
  if (condition === null) return 'other';
  const { metric, error_class: errorClass, dependency } = condition;
  switch (metric) {
    case 'error_rate':
    case 'affected_sessions':
      return dependency ? 'calls' : 'failing';
    case 'count':
      if (dependency) return 'calls';
      return ERROR_CLASS_NAMES.some((name) => name === errorClass && ERROR_CLASSES[name].isServerFault)
        ? 'failing'
        : 'errors';
    case 'p50':
    case 'p95':
    case 'p99':
    case 'slow_rate':
      return dependency ? 'other' : 'slow';
    case 'check':
      return 'check';
    case 'overdue_job':
      return 'job';
    case 'new_error':
      return 'news';
    default:
      return 'other';
  }
}

function beginOf(alert: Alert, context: OutageContext): string {
  const { app, wall } = context;
  const { condition, message, impact, flapping, waiting, timestamp } = alert;
  const kind = kindOf(alert);
  const subject = subjectOf(alert, app);
  const counted = countedText(alert);
  const what = (): string => {
    switch (kind) {
      case 'failing':
        if (counted === undefined) return `${app}: ${message}`;
        return `${subject} ${isDown(alert) ? 'is down' : 'has errors'}: ${counted}`;
      case 'slow':
        return counted === undefined ? `${subject} is slow: ${message}` : `${subject} is slow: ${counted}`;
      case 'errors':
        return counted === undefined ? `${app}: ${message}` : `${subject} has ${counted}`;
      case 'calls':
        return counted === undefined ? `${app}: ${message}` : `${app}: ${counted}`;
      case 'check':
        return `${app}: the check ${condition?.check ?? ''} fails`;
      case 'job':
        return `${app}: the job ${message}`;
      default:
        return `${app}: ${message}`;
    }
  };
  const since = Date.parse(impact?.from ?? timestamp);
  const ago = wall - since >= 1000 ? ` (${durationText(wall - since)} ago)` : '';
  // Of a job, its message says it.
  const when = kind === 'job' ? '' : `, since ${clockText(since, wall)}${ago}`;
  const isSaid = kind === 'check' || counted !== undefined;
  const rest = isSaid ? `${stillWaiting(waiting)}${flapping ? '; it comes and goes' : ''}` : '';
  return `${what()}${when}${peopleText(alert)}${rest}`;
}

function endOf(alert: Alert, { app, wall }: OutageContext, isIdle: boolean): string {
  const { condition, message, impact, timestamp, resolved_at: resolvedAt } = alert;
  const kind = kindOf(alert);
  const subject = subjectOf(alert, app);
  const counted = countedText(alert);
  const [from, to] = impact === undefined ? [timestamp, resolvedAt ?? timestamp] : [impact.from, impact.to];
  const lasted = durationText(Date.parse(to) - Date.parse(from));
  const silent = `has had no requests since ${clockText(Date.parse(to), wall)}, so nothing tells whether it works again`;
  const over = (again: string): string => `${subject} ${isIdle ? silent : again}`;
  const details = `${counted === undefined ? '' : `; ${counted}`}${peopleText(alert)}`;
  switch (kind) {
    case 'failing':
      return `${over('works again')}. It ${isDown(alert) ? 'was down' : 'had errors'} for ${lasted}${details}`;
    case 'slow':
      return `${over('is as fast as before')}. It was slow for ${lasted}${details}`;
    case 'errors':
      return `${over(`has no more errors of class ${condition?.error_class ?? ''}`)}. It had them for ${lasted}${details}`;
    case 'calls':
      return `${app}: calls to ${condition?.dependency ?? ''} work again. They failed for ${lasted}${details}`;
    case 'check':
      return `${app}: the check ${condition?.check ?? ''} works again. It failed for ${lasted}`;
    case 'job':
      return `${app}: the job ${condition?.name ?? ''} is no longer overdue. It was overdue for ${lasted}`;
    case 'news':
      return `${app}: no more new errors. The last alert was: ${message}`;
    case 'other':
      return `${app}: back to normal after ${lasted}. At worst: ${message}`;
  }
}

/** The app, or the one endpoint that an alert is about. */
function subjectOf({ condition }: Alert, app: string): string {
  if (condition === null || condition.endpoint === null) return app;
  return `${[condition.method, condition.endpoint].filter(Boolean).join(' ')} of ${app}`;
}

function isDown({ impact }: Alert): boolean {
  return impact !== undefined && impact.count >= DOWN_SHARE * impact.requests;
}

/** Such as `68 of 210 requests failed, all GET /`; undefined where nothing was counted. */
function countedText(alert: Alert): string | undefined {
  const { condition, impact, threshold, unit } = alert;
  if (impact === undefined || impact.count === 0 || condition === null) return undefined;
  const { count, requests } = impact;
  const of = (what: string): string => `${number(count)} of ${number(requests)} ${what}${requests === 1 ? '' : 's'}`;
  // Errors may be reported without a request.
  const isKnown = count <= requests;
  switch (kindOf(alert)) {
    case 'failing':
      return `${isKnown ? of('request') : `${number(count)} requests`} failed${whereText(alert)}`;
    case 'slow':
      return `${of('request')} took longer than ${unit === 'ms' ? `${number(threshold)} ms` : 'their limits'}${whereText(alert)}`;
    case 'calls':
      return `${of('call')} to ${condition.dependency ?? ''} failed`;
    case 'errors':
      return `${number(count)} errors of class ${condition.error_class ?? ''}${isKnown ? ` in ${number(requests)} requests` : ''}${whereText(alert)}`;
    default:
      return undefined;
  }
}

/** Where most of it was. Of slow requests only the worst moment tells. */
function whereText({ condition, impact, evidence }: Alert): string {
  if (condition === null || condition.endpoint !== null) return '';
  const [most] = impact?.endpoints ?? [];
  const { count = 0 } = impact ?? {};
  if (most !== undefined) {
    const name = `${most.method} ${most.endpoint}`;
    if (most.count >= count) return `, all ${name}`;
    return `, ${Math.min(99, Math.round((100 * most.count) / count))} % of them ${name}`;
  }
  const [worst] = evidence?.endpoints ?? [];
  return worst !== undefined && worst.share_percent > 50 ? `, most of them ${worst.method} ${worst.endpoint}` : '';
}

/** Such as `; 12 people saw an error`. */
function peopleText(alert: Alert): string {
  const { condition, impact, evidence } = alert;
  const people = (impact === undefined ? evidence?.affected_sessions : impact.affected_sessions) ?? 0;
  // Its own message says it.
  if (people === 0 || (impact === undefined && condition?.metric === 'affected_sessions')) return '';
  const least = impact?.is_minimum === true ? 'at least ' : '';
  return `; ${least}${number(people)} ${people === 1 ? 'person' : 'people'} saw an error`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
