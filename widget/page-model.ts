/** What the page tells beyond the panel: features, checks and the process itself. */
import type { CheckStatus, Metrics } from '../server/contract/index.js';
import { joined } from './format.js';
import type { Telling } from './headline.js';
import type { Checks } from './health.js';
import { moreStrings } from './more-strings.js';
import { TO_THE_SECOND } from './views/table.js';

/** A name and what is to be said of it. */
export interface Fact {
  name: string;
  text: string;
  /** For a check: how it is. */
  check?: CheckStatus;
}

const MAX_FEATURES = 30;
const OWN_HEALTH = ['app', 'last_error', 'last_check'];

/** The checks by name; from the detailed health, or from the figures' own summary while that does not answer. */
export function checkFacts({ health }: Metrics, checks: Checks | null, telling: Telling): Fact[] {
  const own = Object.entries(health).filter(([name]) => !OWN_HEALTH.includes(name));
  const all = checks === null ? (own as [string, CheckStatus][]) : Object.entries(checks);
  const words = moreStrings(telling.strings).check;
  return all.map(([name, given]) => {
    const check = Object.hasOwn(words, given) ? given : 'unknown';
    return { name, text: words[check], check };
  });
}

/** The process that answers. */
export function processFacts(metrics: Metrics, telling: Telling): Fact[] {
  const { format } = telling;
  const words = moreStrings(telling.strings);
  const { summary, version, instance, health, process } = metrics;
  const hasVitals = process.heap_used_bytes > 0;
  const facts = [
    { name: words.inFlight, text: format.count(summary.in_flight) },
    { name: words.eventLoop, text: hasVitals ? joined(format.latency(process.event_loop_delay_p99_ms)) : '' },
    { name: words.heap, text: hasVitals ? words.megabytes(format.short(process.heap_used_bytes / 1e6)) : '' },
    { name: words.uptime, text: format.span(metrics.uptime_seconds) },
    {
      name: words.total,
      text: words.totals(format.count(summary.total_requests), format.count(summary.failed_requests)),
    },
    { name: words.version, text: version ?? '' },
    { name: words.instance, text: instance },
  ];
  if (health.last_error !== null) {
    const { type, message, endpoint, timestamp } = health.last_error;
    const at = Date.parse(timestamp);
    const when = Number.isNaN(at) ? '' : format.clock(at, TO_THE_SECOND);
    const parts = [when, type, endpoint ?? '', message];
    facts.push({ name: words.lastError, text: parts.filter((part) => part !== '').join(' · ') });
  }
  return facts.filter(({ text }) => text !== '');
}

/** How often each feature was used since the start, most first. */
export function featureFacts({ feature_usage }: Metrics, { format }: Telling): Fact[] {
  return Object.entries(feature_usage)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_FEATURES)
    .map(([name, count]) => ({ name, text: format.count(count) }));
}
