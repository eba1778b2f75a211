/** `GET /metrics`. */

import { publicLevel, publicMetrics } from '../json/public-json.js';
import type { Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';
import type { Asker, Route } from '../route.js';

/** Makes the route. */
export function metricsRoutes(reader: Reader, answers: SharedAnswers): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      rule: 'reads',
      isOpen: true,
      answer: async (context, asker) => {
        context.type = 'json';
        context.body = await answers.body(`metrics ${asker.audience} ${asker.view}`, () =>
          shown(reader, asker, answers),
        );
      },
    },
  ];
}

function shown(reader: Reader, { audience, view }: Asker, answers: SharedAnswers): unknown {
  const metrics = answers.value('metrics', () => reader.metrics());
  if (view === 'all') return { ...metrics, audience };
  return view === 'status' ? publicMetrics(metrics, reader.alias) : publicLevel(metrics, 'level');
}
