/** `GET /metrics`: JSON, or Prometheus' text format for those who prefer that. */

import type { Context } from 'koa';
import { prefersPrometheus } from '../accept.js';
import { publicLevel, publicMetrics } from '../json/public-json.js';
import type { Reader } from '../reader.js';
import type { SharedAnswers } from '../response-cache.js';
import type { Asker, Route } from '../route.js';
import { answerPrometheus, type PrometheusAnswer } from './prometheus.js';

/** Makes the route. */
export function metricsRoutes(reader: Reader, prometheus: PrometheusAnswer, answers: SharedAnswers): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      rule: 'reads',
      ruleFor: (context) => (isScraped(context) ? 'viewer' : 'reads'),
      isOpen: true,
      answer: async (context, asker) => {
        if (isScraped(context)) return answerPrometheus(context, prometheus, answers);
        context.type = 'json';
        context.body = await answers.body(`metrics ${asker.audience} ${asker.view}`, () =>
          shown(reader, asker, answers),
        );
      },
    },
  ];
}

function isScraped(context: Context): boolean {
  context.vary('Accept');
  return prefersPrometheus(context.req.headers.accept);
}

function shown(reader: Reader, { audience, view }: Asker, answers: SharedAnswers): unknown {
  const metrics = answers.value('metrics', () => reader.metrics());
  if (view === 'all') return { ...metrics, audience };
  return view === 'status' ? publicMetrics(metrics, reader.alias) : publicLevel(metrics, 'level');
}
