/** The endpoints that are counted by themselves. */

import type { EndpointKey } from './endpoint-key.js';
import type { ResolvedOptions } from './monitor-options.js';

/** Those with an error rate of their own, in the order of `EndpointLimits.errorRates`. */
export function countedEndpoints({ levels }: Pick<ResolvedOptions, 'levels'>): EndpointKey[] {
  return (levels.endpoints?.errorRates ?? []).map(({ endpoint }) => endpoint);
}
