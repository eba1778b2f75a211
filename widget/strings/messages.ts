/**
 * The server's messages in the words of the element, made from the codes and values beside them. Where an answer has
 * no codes, because an earlier version of the server gave it, the server's English message is used.
 */
import {
  type AlertCondition,
  type AlertEvidence,
  type AlertMessage,
  type LevelLimits,
  type Reason,
  roundFigure,
  type Unit,
  UNITS,
} from '../../server/contract/index.js';
import type { Format } from '../model/text/format.js';
import { extentText, groupName } from '../model/text/error-group-texts.js';
import type { PageStrings } from './page-strings.js';
import type { Strings } from './strings.js';

/** The words and formats to use. */
export interface MessageContext<Words extends Strings = Strings> {
  readonly strings: Words;
  readonly format: Pick<Format, 'number' | 'count'>;
}

/** Why the status is not healthy, in a sentence without a full stop. */
export function reasonText(reason: Reason, context: MessageContext): string {
  const { what, value, limit, unit, waiting, message, endpoint, alert, check } = reason;
  const { strings } = context;
  if (alert) return alertText({ ...alert, message, value, unit, waiting, threshold: limit }, context);
  if (check) return strings.checkFailed(check.name, check.message ?? '');
  const names: Record<keyof LevelLimits, string> = { error_rate_percent: strings.errorRate, p95_ms: strings.p95 };
  const isSlow = what === 'slow_percent';
  // A later version of the server may have other figures and units.
  if (!(isSlow || isKeyOf(names, what)) || !UNITS.includes(unit)) return message;
  const sentence = value === limit ? strings.figureAt : strings.figureOver;
  const [shown, allowed] = [roundFigure(value, limit), limit].map((figure) => figureText(figure, unit, context)) as [
    string,
    string,
  ];
  const text = isSlow ? strings.slower(shown, allowed) : sentence(names[what], shown, allowed);
  return withWaiting(endpoint ? `${endpoint}: ${text}` : text, waiting, context);
}

/** The values of an alert, with its error group where it is known. */
type EvidentMessage = AlertMessage & { evidence?: Pick<AlertEvidence, 'error_group'> | null };

/** What an alert says, in a sentence without a full stop; the name of its rule where nothing else is known. */
export function alertText(alert: EvidentMessage, context: MessageContext): string {
  const { condition, message, type, waiting, confirmed, flapping } = alert;
  const { strings } = context;
  const text = condition && conditionText(alert, condition, context);
  if (text === null) return message || type;
  let sentence = withWaiting(text, waiting, context);
  if (!confirmed) sentence = strings.notConfirmed(sentence);
  return flapping ? strings.comesAndGoes(sentence) : sentence;
}

function withWaiting(sentence: string, count: number, { strings, format }: MessageContext): string {
  return count === 0 ? sentence : strings.stillWaiting(sentence, count, format.count(count));
}

/** Null for a metric of a later version of the server. */
function conditionText(
  { value, threshold, unit, window_seconds, evidence }: EvidentMessage,
  { metric, comparison, error_class, check, endpoint, method, dependency, name }: AlertCondition,
  context: MessageContext,
): string | null {
  const { strings, format } = context;
  if (metric === 'check') return strings.checkAlert(check ?? '');
  // Words of a page: elsewhere the server's message is shown.
  const { newErrors, overdueJob }: Partial<PageStrings> = strings as Strings & Partial<PageStrings>;
  if (metric === 'new_error') {
    const group = evidence?.error_group;
    const message = group && !group.location && group.message ? ` (${group.message})` : '';
    const named = group
      ? `${groupName(group, context)}${message}, ${extentText(group.count, group.sessions, context)}`
      : '';
    return newErrors?.(value, format.number(value), named) ?? null;
  }
  if (metric === 'starts') return strings.starts(format.number(value), format.number(window_seconds / 60));
  if (metric === 'overdue_job') return overdueJob?.(name ?? '', value) ?? null;
  const names: Record<Exclude<typeof metric, 'count' | 'affected_sessions'>, string> = {
    error_rate: strings.errorRate,
    p50: strings.p50Latency,
    p95: strings.p95,
    p99: strings.p99Latency,
    slow_rate: strings.slowRequests,
    requests_per_second: strings.requestRate,
    active_sessions: strings.sessions,
    event_loop_delay: strings.eventLoopDelay,
    instrument: name ?? '',
  };
  const text = figureText(roundFigure(value, threshold), unit, context);
  const figure = (): string | null => {
    if (metric === 'count') return strings.errorsOfClass(value, text, error_class ?? '');
    if (metric === 'affected_sessions') return strings.peopleSawError(value, text);
    return isKeyOf(names, metric) ? `${names[metric]} ${text}` : null;
  };
  const said = figure();
  if (said === null) return null;
  const whose = dependency ? `${dependency}: ` : '';
  return `${whose}${strings.alert({
    figure: said,
    endpoint: [method, endpoint].filter(Boolean).join(' '),
    limit: figureText(threshold, unit, context),
    isMinimum: comparison.startsWith('<'),
    window: window_seconds === 0 ? '' : `${format.number(window_seconds)}\u00a0s`,
  })}`;
}

/** A number with its unit, as it is: rounding is up to the caller. */
export function figureText(value: number, unit: Unit, { format }: MessageContext): string {
  return unit === 'count' ? format.number(value) : `${format.number(value)}\u00a0${unit}`;
}

/** Whether a name from an answer is one of the record's. */
export function isKeyOf<Key extends string>(record: Record<Key, unknown>, key: string): key is Key {
  return Object.hasOwn(record, key);
}
