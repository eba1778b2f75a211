/** All error groups with what is kept of each: `GET /metrics/errors`. */
import type { ErrorGroupDetails, ErrorsAnswer } from '../../server/contract/index.js';
import { fetchJson, isSuccess, type FetchOptions } from './fetch-json.js';
import { ERROR_GROUP } from './parse-metrics.js';
import { ANY, isObject, OPTIONAL_NUMBER, OPTIONAL_TEXT, parseBy, TIME } from './parse.js';
import { siblingUrl } from './urls.js';

const TEMPLATE = {
  groups: [
    {
      ...ERROR_GROUP,
      samples: [{ time: TIME, status: OPTIONAL_NUMBER, latency_ms: OPTIONAL_NUMBER, [ANY]: OPTIONAL_TEXT }],
      stack: [{ function: OPTIONAL_TEXT, file: '', line: OPTIONAL_NUMBER, column: OPTIONAL_NUMBER, is_own: false }],
    },
  ],
};

/** Parses the JSON of `GET /metrics/errors`; null when it is no such answer. Never throws. */
export function parseErrorGroups(json: unknown): readonly ErrorGroupDetails[] | null {
  if (!isObject(json) || !Array.isArray(json['groups'])) return null;
  return (parseBy(TEMPLATE, json) as ErrorsAnswer).groups;
}

/** Fetches the groups; an HTTP status code when that is refused, 0 when there is no answer or it cannot be used. */
export async function fetchErrorGroups(
  src: string,
  options: FetchOptions,
): Promise<readonly ErrorGroupDetails[] | number> {
  const { status, json } = await fetchJson(siblingUrl(src, 'metrics/errors') ?? '', options);
  return isSuccess(status) ? (parseErrorGroups(json) ?? 0) : status;
}
