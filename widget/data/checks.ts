/** The checks in `GET /health/detailed`, for a monitor whose `/metrics` lists none. */
import type { CheckStatus } from '../../server/contract/index.js';
import { fetchJson, type FetchOptions } from './fetch-json.js';
import { ANY, parseBy } from './parse.js';

/** The checks by name. */
export type Checks = Readonly<Record<string, CheckStatus>>;

/** Parses the `checks` of `GET /health/detailed`; null when it is no such answer. Never throws. */
export function parseChecks(json: unknown): Checks | null {
  const { checks } = parseBy({ checks: () => ({ [ANY]: '' }) }, json) as { checks: Checks | null };
  return checks;
}

/** Fetches the checks, whatever the status code: a 503 is an answer too. Null when there is none. */
export async function fetchChecks(healthSrc: string, options: FetchOptions): Promise<Checks | null> {
  const { json } = await fetchJson(healthSrc, options);
  return parseChecks(json);
}
