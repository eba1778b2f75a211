/** What the exposition of a monitor without traffic is made of. */

import { Collector } from '../../../server/collector/collector.js';
import type { ExpositionInput } from '../../../server/export/prometheus/exposition.js';
import { resolveRules } from '../../../server/options/rules.js';

/** A collector that judges by the usual rule. */
export function makeCollector(): Collector {
  return new Collector(
    {
      windowSeconds: 60,
      failures: 'server',
      abortedLatencyLimitMs: 500,
      onError: (error) => {
        throw error;
      },
    },
    0,
  );
}

export function inputOf(more: Partial<ExpositionInput> = {}): ExpositionInput {
  return {
    collector: makeCollector(),
    level: 'healthy',
    ...{ alerts: [], checks: [], deploy: null, rules: resolveRules(undefined), version: '1.8.0' },
    process: {
      ...{ event_loop_delay_p99_ms: 1, event_loop_utilization: 0.5, cpu_share: 0.5, heap_used_bytes: 1000 },
      ...{ rss_bytes: 2000, in_flight: 0, oldest_request_seconds: null },
    },
    ...{ jobs: [], instruments: [] },
    ...{ cpuSeconds: 1.5, monitorErrors: 0, droppedRegistries: 0, now: 0 },
    ...more,
  };
}
