/** The rules that every monitor has unless they are switched off. */

import { DEFAULT_LIMITS } from '../contract/index.js';
import type { RuleOptions } from './rule.js';

/** How sure a gated rule is that its figure is no chance, unless its `confidence` says otherwise. */
export const DEFAULT_CONFIDENCE = 1 - 1e-6;

const [, DEGRADED_ERROR_RATE] = DEFAULT_LIMITS.error_rate_percent;
const [, DEGRADED_P95_MS] = DEFAULT_LIMITS.p95_ms;

const rules = {
  error_rate_high: {
    metric: 'error_rate',
    threshold: DEGRADED_ERROR_RATE / 100,
    window: 60,
    severity: 'critical',
  },
  latency_high: {
    metric: 'p95',
    threshold: DEGRADED_P95_MS,
    window: 60,
    severity: 'warning',
  },
  '5xx_detected': {
    metric: 'count',
    errorClass: '5xx',
    threshold: 5,
    window: 300,
    severity: 'critical',
    confidence: DEFAULT_CONFIDENCE,
  },
  csrf_detected: {
    metric: 'count',
    errorClass: 'csrf',
    threshold: 10,
    window: 300,
    severity: 'warning',
  },
} satisfies Record<string, RuleOptions>;

/** The default rules by name. */
export const DEFAULT_RULES: ReadonlyMap<string, RuleOptions> = new Map<string, RuleOptions>(Object.entries(rules));
