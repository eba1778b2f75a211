/** `GET /health…`: what load balancers, scripts and orchestrators ask. */

import type { Context } from 'koa';
import type { Level } from '../../contract/index.js';
import { apiError } from '../api-error.js';
import { publicHealth, publicLevel } from '../json/public-json.js';
import type { ProcessState, Reader } from '../reader.js';
import { queryOf } from '../query.js';
import type { SharedAnswers } from '../response-cache.js';
import type { Asker, Route } from '../route.js';

/** Makes the routes. Their status codes are the same for everybody: balancers have no credentials. */
export function healthRoutes(reader: Reader, answers: SharedAnswers): Route[] {
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
      rule: 'each',
      isProbe: isForBalancer,
      answer: async (context, asker) => {
        const { audience, view } = asker;
        context.type = 'json';
        context.body = await answers.body(`health ${audience} ${view}`, () => shown(reader, asker));
        context.status = statusCode(reader.status().level, reader.processState(), isForBalancer(context));
      },
    },
  ];
}

const isForBalancer = (context: Context): boolean => queryOf(context)['for'] === 'lb';

function shown(reader: Reader, { audience, view }: Asker): unknown {
  switch (view) {
    case 'all':
      return { ...reader.health(), audience };
    case 'status':
      return publicHealth(reader.health());
    case 'level':
      return publicLevel(reader.health(), 'level');
    case 'none':
      return { audience, view };
  }
}

/**
 * 503 when degraded. For a load balancer (`for=lb`) only causes of this process count: a cause that all instances share
 * must not take all of them out.
 */
function statusCode(level: Level, state: ProcessState, forBalancer: boolean): 200 | 503 {
  const isBad = forBalancer ? state.isStarting || state.isDraining || state.isStalled : level === 'degraded';
  return isBad ? 503 : 200;
}
