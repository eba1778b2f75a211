/** `GET /metrics/prometheus`, and the same at `/metrics` for those whose `Accept` header asks for it. */

import type { Context } from 'koa';
import type { SharedAnswers } from '../response-cache.js';
import type { Route } from '../route.js';

/** What Prometheus reads. */
export interface PrometheusAnswer {
  contentType: string;
  text: () => Promise<string>;
}

/** Answers with Prometheus' text format. */
export async function answerPrometheus(
  context: Context,
  { contentType, text }: PrometheusAnswer,
  answers: SharedAnswers,
): Promise<void> {
  // Set as it is: Koa's `type` would write it in its own way.
  context.set('Content-Type', contentType);
  context.body = await answers.body('prometheus', text);
}

/** Makes the route. */
export function prometheusRoutes(prometheus: PrometheusAnswer, answers: SharedAnswers): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics/prometheus',
      rule: 'viewer',
      answer: (context) => answerPrometheus(context, prometheus, answers),
    },
  ];
}
