/** Rules where endpoints have limits of their own: what is slow or failing by design must not fire a default rule. */

import { SLOW_PERCENT } from '../contract/index.js';
import { healthyFailureShare } from '../statistics/evidence-gate.js';
import { endpointKeyText } from './endpoint-key.js';
import type { EndpointLimits } from './endpoint-limits.js';
import type { LevelOptions } from './monitor-options.js';
import type { Rule } from './rule.js';

/**
 * The rules with the limits of endpoints. `latency_high` watches how many requests are slower than their own limits,
 * `error_rate_high` has one more rule for each endpoint with an error rate of its own, and it and `5xx_detected` leave
 * these endpoints out. Own rules, and default ones for a single endpoint, stay as they are written.
 */
export function withEndpointLimits(rules: readonly Rule[], { p95Ms, endpoints }: LevelOptions): Rule[] {
  return rules.flatMap((rule) => {
    if (rule.metric === 'slow_rate') return { ...rule, endpointLimits: endpoints, limitMs: p95Ms[1] };
    const isExcess = rule.comparison === '>' || rule.comparison === '>=';
    if (endpoints === undefined || rule.endpoint !== null || rule.dependency !== null || !isExcess) return rule;
    if (rule.name === 'latency_high' && endpoints.hasLatencies) {
      const limits = { endpointLimits: endpoints, limitMs: rule.threshold };
      return { ...rule, ...limits, metric: 'slow_rate', comparison: '>', threshold: SLOW_PERCENT };
    }
    if (!endpoints.hasErrorRates) return rule;
    const others = { ...rule, endpointLimits: endpoints };
    if (rule.name === 'error_rate_high') return [others, ...rulesOfEndpoints(rule, endpoints)];
    return rule.name === '5xx_detected' ? others : rule;
  });
}

function rulesOfEndpoints(rule: Rule, { errorRates }: EndpointLimits): Rule[] {
  return errorRates.map(({ endpoint, limits: [, threshold] }) => ({
    ...{ ...rule, name: `${rule.name}: ${endpointKeyText(endpoint)}`, endpoint, threshold },
    gate: rule.gate && { ...rule.gate, healthyShare: healthyFailureShare(threshold / 100) },
  }));
}
