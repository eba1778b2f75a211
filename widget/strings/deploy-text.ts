/** How an app has been since a deploy, made from the figures and verdicts of the answer. Loaded with the first deploy. */
import { type DeployComparison, type DeployVerdict, roundFigure, roundPercent } from '../../server/contract/index.js';
import type { PageStrings, Strings } from './index.js';
import { figureText, isKeyOf, type MessageContext } from './messages.js';

/** The words and formats to use. */
type PageContext = MessageContext<Strings & PageStrings>;

/** It has none; every lazy module tells. */
export const styles = [];

const MAX_NAMED_ENDPOINTS = 3;
const MAX_NAME_LENGTH = 80;

/** The comparison in a sentence without a full stop; the server's message when its verdicts are unknown. */
export function deployText(comparison: DeployVerdict, context: PageContext): string {
  const { requests_before, requests_after, error_rate_percent, p95_ms, endpoints } = comparison;
  const { strings, format } = context;
  const changes = [error_rate_percent, p95_ms];
  if (changes.some(({ verdict }) => !isKeyOf(strings.verdicts, verdict))) return comparison.message;
  if (requests_after === 0) return strings.noRequestsYet;
  const requests = strings.requestCount(requests_after, format.count(requests_after));
  if (requests_before === 0) return strings.nothingBefore(requests);
  const milliseconds = (value: number): string => figureText(roundFigure(value), 'ms', context);
  let result = strings.deployResult(
    changeText(
      strings.errorRate,
      error_rate_percent,
      (value) => figureText(roundPercent(value), '%', context),
      context,
    ),
    changeText(strings.percentiles.p95, p95_ms, milliseconds, context),
    requests,
  );
  const worse = endpoints
    .filter((endpoint) => [endpoint.error_rate_percent, endpoint.p95_ms].some(({ verdict }) => verdict === 'worse'))
    .map(({ method, endpoint }) => `${method} ${endpoint.slice(0, MAX_NAME_LENGTH)}`);
  const named = worse.slice(0, MAX_NAMED_ENDPOINTS);
  const cold = comparison.warm_up?.p95_ms;
  if (cold?.verdict === 'worse') {
    result = strings.slowFirstMinute(result, cold.after === null ? strings.unknown : milliseconds(cold.after));
  }
  if (named.length > 0) result = strings.worseEndpoints(result, named, worse.length - named.length);
  const confidence = comparison.confidence_percent ?? null;
  return confidence === null ? result : strings.sure(result, figureText(confidence, '%', context));
}

function changeText(
  name: string,
  { before, after, expected = null, verdict }: DeployComparison,
  text: (value: number) => string,
  { strings }: PageContext,
): string {
  const figure = (value: number | null) => (value === null ? strings.unknown : text(value));
  const mix = expected === null ? '' : text(expected);
  return strings.figureChange(name, figure(after), figure(before), mix, strings.verdicts[verdict]);
}
