/** What an alert rests on and what people have done about it, in words. */
import type { Alert, Unit } from '../server/contract/index.js';
import { joined, type Format } from './format.js';
import type { Telling } from './headline.js';
import { moreStrings } from './more-strings.js';
import { timeOf } from './time-of.js';
import { TO_THE_SECOND } from './views/table.js';

/** Its peak once it is over, where most of it comes from, and which request was the first; may be empty. */
export function evidenceOf({ state, unit, peak_value, evidence }: Alert, telling: Telling): string {
  const { format } = telling;
  const words = moreStrings(telling.strings);
  if (evidence === null) return '';
  const [most] = evidence.endpoints;
  const { first, sample_size } = evidence;
  const isOne = most !== undefined && most.endpoint === first?.endpoint && most.method === first.method;
  const parts = [
    state === 'resolved' && peak_value > 0 ? words.peak(inUnit(peak_value, unit, format)) : '',
    unit === '%' && sample_size > 0 ? words.ofRequests(format.count(sample_size)) : '',
  ].filter(Boolean);
  return [
    parts.join(' '),
    most ? words.mostFrom(joined(format.percent(Math.round(most.share_percent))), nameOf(most)) : '',
    first ? words.firstAt(format.clock(Date.parse(first.time), TO_THE_SECOND), isOne ? '' : nameOf(first)) : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Who has seen it, until when it is muted, and whether it comes and goes; one sentence each. */
export function notesOf({ state, acknowledged, muted_until, flapping }: Alert, telling: Telling): string[] {
  const words = moreStrings(telling.strings);
  const mutedUntil = Date.parse(muted_until ?? '');
  return [
    acknowledged
      ? words.acknowledgedBy(
          acknowledged.by ?? '',
          timeOf(Date.parse(acknowledged.at), telling),
          acknowledged.note ?? '',
        )
      : '',
    state === 'firing' && mutedUntil > telling.now ? words.mutedUntil(timeOf(mutedUntil, telling)) : '',
    flapping ? words.flapping : '',
  ].filter(Boolean);
}

/** A figure of a rule. */
export function inUnit(value: number, unit: Unit, format: Format): string {
  if (unit === '%') return joined(format.percent(value));
  if (unit === 'ms') return joined(format.latency(value));
  return unit === '/s' ? joined(format.rate(value)) : format.count(value);
}

function nameOf({ method, endpoint }: { method: string; endpoint: string }): string {
  return `${method} ${endpoint}`;
}
