/** The endpoints that are counted by themselves. */

import type { EndpointKey } from './endpoint-key.js';
import type { ResolvedOptions } from './monitor-options.js';
import { objectiveEndpoints } from './objectives.js';

/** Those with an error rate of their own, in the order of `EndpointLimits.errorRates`, then those of objectives. */
export function countedEndpoints({
  levels,
  objectives,
}: Pick<ResolvedOptions, 'levels' | 'objectives'>): EndpointKey[] {
  const errorRates = levels.endpoints?.errorRates ?? [];
  return [...errorRates.map(({ endpoint }) => endpoint), ...objectiveEndpoints(objectives).values()];
}
