/** `GET /health…`: what load balancers, scripts and orchestrators ask. */

import type Router from '@koa/router';
import type { Level } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { queryOf } from '../query.js';
import type { ProcessState, Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';

/** Adds the routes. */
export function healthRoutes(router: Router, reader: Reader, answers: SharedAnswers): void {
  for (const path of ['/health', '/health/live']) {
    router.get(path, (context) => {
      context.body = { ok: true };
    });
  }
  router.get('/health/ready', (context) => {
    const { isStarting, isDraining } = reader.processState();
    context.status = isStarting || isDraining ? 503 : 200;
    if (isDraining) context.body = apiError('draining', 'The process is ending.');
    else context.body = isStarting ? apiError('starting', 'The process is starting.') : { ok: true };
  });
  router.get('/health/detailed', async (context) => {
    context.type = 'json';
    context.body = await answers.body('health', () => reader.health());
    context.status = statusCode(reader.status().level, reader.processState(), queryOf(context)['for']);
  });
}

/**
 * 503 when degraded. For a load balancer (`for=lb`) only causes of this process count: a cause that all instances share
 * must not take all of them out.
 */
function statusCode(level: Level, state: ProcessState, reader: unknown): 200 | 503 {
  const isBad = reader === 'lb' ? state.isStarting || state.isDraining || state.isStalled : level === 'degraded';
  return isBad ? 503 : 200;
}
