/** Texts about one alert: its evidence, and what people have done about it. */
import type { Alert, Unit } from '../../../server/contract/index.js';
import { toMinutes, toSeconds } from './clock.js';
import type { DisplayContext } from './display-context.js';
import { endpointKey } from '../endpoint-sorting.js';
import { groupName } from './error-group-texts.js';
import { quantityText, type Format } from './format.js';

/** The evidence: the peak of a resolved alert, the main endpoint and the first request. Empty when there is none. */
export function evidenceText({ state, unit, peak_value, evidence }: Alert, display: DisplayContext): string {
  const { format } = display;
  const { strings } = display;
  if (evidence === null) return '';
  const [most] = evidence.endpoints;
  const { first, sample_size, count, error_group: group } = evidence;
  const isOne = most !== undefined && most.endpoint === first?.endpoint && most.method === first.method;
  const parts = [
    state === 'resolved' && peak_value > 0 ? strings.peak(formatInUnit(peak_value, unit, format)) : '',
    unit === '%' && sample_size > 0 ? strings.ofRequests(format.count(sample_size)) : '',
  ].filter(Boolean);
  const people = group && group.sessions !== null ? strings.people(group.sessions, format.count(group.sessions)) : '';
  return [
    group ? strings.mostAre(format.count(group.count), format.count(count), groupName(group, display), people) : '',
    parts.join(' '),
    most ? strings.mostFrom(quantityText(format.percent(Math.round(most.share_percent))), endpointKey(most)) : '',
    first ? strings.firstAt(toSeconds(Date.parse(first.time), display), isOne ? '' : endpointKey(first)) : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Who has acknowledged it, until when it is muted, whether it is flapping: one sentence each. */
export function noteTexts({ state, acknowledged, muted_until, flapping }: Alert, display: DisplayContext): string[] {
  const { strings } = display;
  const mutedUntil = Date.parse(muted_until ?? '');
  return [
    acknowledged
      ? strings.acknowledgedBy(
          acknowledged.by ?? '',
          toMinutes(Date.parse(acknowledged.at), display),
          acknowledged.note ?? '',
        )
      : '',
    state === 'firing' && mutedUntil > display.now ? strings.mutedUntil(toMinutes(mutedUntil, display)) : '',
    flapping ? strings.flapping : '',
  ].filter(Boolean);
}

/** Formats the value of a rule. */
export function formatInUnit(value: number, unit: Unit, format: Format): string {
  if (unit === '%') return quantityText(format.percent(value));
  if (unit === 'ms') return quantityText(format.latency(value));
  return unit === '/s' ? quantityText(format.rate(value)) : format.count(value);
}
