/** How an app has been since a deploy, made from the figures and verdicts of the answer. */
import { type DeployComparison, type DeployVerdict, roundFigure, roundPercent } from '../../server/contract/index.js';
import { figureText, isKeyOf, type MessageContext } from './messages.js';

const MAX_NAMED_ENDPOINTS = 3;
const MAX_NAME_LENGTH = 80;

/** The comparison in a sentence without a full stop; the server's message when its verdicts are unknown. */
export function deployText(comparison: DeployVerdict, context: MessageContext): string {
  const { requests_before, requests_after, error_rate_percent, p95_ms, endpoints } = comparison;
  const { strings, format } = context;
  const changes = [error_rate_percent, p95_ms];
  if (changes.some(({ verdict }) => !isKeyOf(strings.verdicts, verdict))) return comparison.message;
  if (requests_after === 0) return strings.noRequestsYet;
  const requests = strings.requestCount(requests_after, format.count(requests_after));
  if (requests_before === 0) return strings.nothingBefore(requests);
  const result = strings.deployResult(
    changeText(
      strings.errorRate,
      error_rate_percent,
      (value) => figureText(roundPercent(value), '%', context),
      context,
    ),
    changeText(strings.percentiles.p95, p95_ms, (value) => figureText(roundFigure(value), 'ms', context), context),
    requests,
  );
  const worse = endpoints
    .filter((endpoint) => [endpoint.error_rate_percent, endpoint.p95_ms].some(({ verdict }) => verdict === 'worse'))
    .map(({ method, endpoint }) => `${method} ${endpoint.slice(0, MAX_NAME_LENGTH)}`);
  if (worse.length === 0) return result;
  const named = worse.slice(0, MAX_NAMED_ENDPOINTS);
  return strings.worseEndpoints(result, named, worse.length - named.length);
}

function changeText(
  name: string,
  { before, after, verdict }: DeployComparison,
  text: (value: number) => string,
  { strings }: MessageContext,
): string {
  const figure = (value: number | null) => (value === null ? strings.unknown : text(value));
  return strings.figureChange(name, figure(after), figure(before), strings.verdicts[verdict]);
}
