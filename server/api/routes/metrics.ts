/** `GET /metrics`. */

import type { Metrics } from '../../contract/index.js';
import { publicLevel, publicMetrics } from '../json/public-json.js';
import type { Reader } from '../reader.js';
import type { Asker, Route } from '../route.js';
import { ResponseCache } from '../response-cache.js';

/** Makes the route. */
export function metricsRoutes(reader: Reader): Route[] {
  const cached = (make: (metrics: Metrics) => unknown) =>
    new ResponseCache(
      () => JSON.stringify(make(reader.metrics())),
      () => reader.now,
    );
  const bodies = {
    operator: cached((metrics) => metrics),
    viewer: cached((metrics) => ({ ...metrics, audience: 'viewer' })),
    all: cached((metrics) => ({ ...metrics, audience: 'public' })),
    status: cached((metrics) => publicMetrics(metrics, reader.alias)),
    level: cached((metrics) => publicLevel(metrics, 'level')),
  };
  const bodyFor = ({ audience, view }: Asker): string => {
    if (audience !== 'public') return bodies[audience].value;
    return view === 'all' || view === 'status' ? bodies[view].value : bodies.level.value;
  };
  return [
    {
      method: 'GET',
      path: '/metrics',
      rule: 'reads',
      isOpen: true,
      answer: (context, asker) => {
        context.type = 'json';
        context.body = bodyFor(asker);
      },
    },
  ];
}
