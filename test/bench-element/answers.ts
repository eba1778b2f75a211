/** Answers of a monitor that go on from one to the next, as a browser would get them: texts of JSON. */

import { LONGEST_RANGE } from '../../server/contract/index.js';
import { fixtures, healthOf } from '../widget/support/fixtures.js';
import { historyOf } from '../widget/support/history.js';

/** Milliseconds from one answer to the next. */
export const STEP = 5000;

/** What the page answers itself with, by the path asked for. */
export interface Answers {
  /** One after the other, each of a later time than the one before. */
  metrics: string[];
  health: string;
  history: string;
}

/** So many answers from a time in milliseconds since 1970 on; no two in succession have a figure in common. */
export function answersFrom(start: number, count: number): Answers {
  const first = fixtures.healthy(start);
  return {
    metrics: Array.from({ length: count }, (_, index) => JSON.stringify(answer(start, index))),
    health: JSON.stringify(healthOf(first, { database: 'healthy' })),
    history: JSON.stringify(historyOf(start, LONGEST_RANGE)),
  };
}

function answer(start: number, index: number): object {
  const metrics = fixtures.healthy(start + index * STEP);
  const more = 1 + (index % 7) / 10;
  const scaled = (figures: object) =>
    Object.fromEntries(
      Object.entries(figures).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'number' ? Math.round(value * more * 100) / 100 : value,
      ]),
    );
  const moved = <Value>(values: Value[]) => [
    ...values.slice(index % values.length),
    ...values.slice(0, index % values.length),
  ];
  return {
    ...metrics,
    summary: scaled(metrics.summary),
    errors: { ...metrics.errors, recent_4xx: index },
    performance: scaled(metrics.performance),
    endpoints: metrics.endpoints.map((endpoint) => ({ ...endpoint, ...scaled(endpoint) })),
    series: Object.fromEntries(
      Object.entries(metrics.series).map(([name, values]) => [
        name,
        Array.isArray(values) ? moved<unknown>(values) : values,
      ]),
    ),
  };
}
