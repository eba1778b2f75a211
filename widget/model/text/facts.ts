/** Facts beyond the panel's figures: features, checks and the process. */
import { CHECK_STATUSES, type CheckStatus, type Metrics } from '../../../server/contract/index.js';
import type { Checks } from '../../data/checks.js';
import { toSeconds } from './clock.js';
import type { PageDisplay } from './display-context.js';
import { quantityText } from './format.js';

/** A name and its value. */
export interface Fact {
  name: string;
  text: string;
  /** The status of a check. */
  check?: CheckStatus;
}

const MAX_FEATURES = 30;
/** The fields of `health` that are no checks. */
const RESERVED_HEALTH_KEYS = ['app', 'last_error', 'last_check'];

/** The checks: those of `GET /health/detailed`, or those in `GET /metrics` as long as there are none. */
export function checkFacts({ health }: Metrics, checks: Checks | null, display: PageDisplay): Fact[] {
  const own = Object.entries(health).filter(([name]) => !RESERVED_HEALTH_KEYS.includes(name));
  const all = checks === null ? (own as [string, CheckStatus][]) : Object.entries(checks);
  const { checkStatuses } = display.strings;
  return all.map(([name, given]) => {
    const check = checkStatus(given);
    return { name, text: checkStatuses[check], check };
  });
}

/** The status of a check; `unknown` for a status that a later server may add. */
export function checkStatus(given: string): CheckStatus {
  return CHECK_STATUSES.find((status) => status === given) ?? 'unknown';
}

/** The process that has answered. */
export function processFacts(metrics: Metrics, display: PageDisplay): Fact[] {
  const { format } = display;
  const { strings } = display;
  const { summary, version, instance, health, process } = metrics;
  const hasProcessFigures = process.heap_used_bytes > 0;
  const facts = [
    { name: strings.inFlight, text: format.count(summary.in_flight) },
    {
      name: strings.eventLoop,
      text: hasProcessFigures ? quantityText(format.latency(process.event_loop_delay_p99_ms)) : '',
    },
    {
      name: strings.heap,
      text: hasProcessFigures ? strings.megabytes(format.short(process.heap_used_bytes / 1e6)) : '',
    },
    { name: strings.uptime, text: format.span(metrics.uptime_seconds) },
    {
      name: strings.total,
      text: strings.totals(format.count(summary.total_requests), format.count(summary.failed_requests)),
    },
    { name: strings.version, text: version ?? '' },
    { name: strings.instance, text: instance },
  ];
  if (health.last_error !== null) {
    const { type, message, endpoint, timestamp } = health.last_error;
    const at = Date.parse(timestamp);
    const when = Number.isNaN(at) ? '' : toSeconds(at, display);
    const parts = [when, type, endpoint ?? '', message];
    facts.push({ name: strings.lastError, text: parts.filter((part) => part !== '').join(' · ') });
  }
  return facts.filter(({ text }) => text !== '');
}

/** The features by use since start, most used first. */
export function featureFacts({ feature_usage }: Metrics, { format }: PageDisplay): Fact[] {
  return Object.entries(feature_usage)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_FEATURES)
    .map(([name, count]) => ({ name, text: format.count(count) }));
}
