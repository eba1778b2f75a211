/** `GET /health…`: what load balancers, scripts and orchestrators ask. */

import type { HealthDetailed } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { publicHealth, publicLevel } from '../json/public-json.js';
import type { ProcessState, Reader } from '../reader.js';
import type { Asker, Route } from '../route.js';

/** Makes the routes. Their status codes are the same for everybody: balancers have no credentials. */
export function healthRoutes(reader: Reader): Route[] {
  const alive = (path: string): Route => ({
    method: 'GET',
    path,
    rule: 'everybody',
    isOpen: true,
    answer: (context) => {
      context.body = { ok: true };
    },
  });
  return [
    alive('/health'),
    alive('/health/live'),
    {
      ...alive('/health/ready'),
      answer: (context) => {
        const { isStarting, isDraining } = reader.processState();
        context.status = isStarting || isDraining ? 503 : 200;
        if (isDraining) context.body = apiError('draining', 'The process is ending.');
        else context.body = isStarting ? apiError('starting', 'The process is starting.') : { ok: true };
      },
    },
    {
      ...alive('/health/detailed'),
      answer: (context, asker) => {
        const health = reader.health();
        context.status = statusCode(health, reader.processState(), context.query['for']);
        context.body = shown(health, asker);
      },
    },
  ];
}

function shown(health: HealthDetailed, { audience, view }: Asker): unknown {
  switch (view) {
    case 'all':
      return { ...health, audience };
    case 'status':
      return publicHealth(health);
    case 'level':
      return publicLevel(health, 'level');
    case 'none':
      return { audience, view };
  }
}

/**
 * 503 when degraded. For a load balancer (`for=lb`) only causes of this process count: a cause that all instances share
 * must not take all of them out.
 */
function statusCode(health: HealthDetailed, state: ProcessState, reader: unknown): 200 | 503 {
  const isBad =
    reader === 'lb' ? state.isStarting || state.isDraining || state.isStalled : health.status === 'degraded';
  return isBad ? 503 : 200;
}
