/** English words about jobs, error budgets, the app's own numbers and the monitor's cost. */
import type { OwnStrings } from '../own-strings.js';

const listed = (parts: readonly string[], separator: string): string => parts.filter(Boolean).join(separator);

/** The English words. */
export const englishOwn: OwnStrings = {
  jobs: 'Jobs',
  lastRun: 'last run',
  every: (span) => `every ${span}`,
  took: (span) => `took ${span}`,
  running: 'running now',
  notRunYet: 'not run yet',
  overdue: (ago) => `overdue${ago && `, ${ago}`}`,
  runFailed: (ago) => `failed, ${ago}`,

  errorBudget: 'Error budget',
  objective: (name, target, span) => `${name}, ${target} over ${span}`,
  left: 'left',
  usedUp: 'It is used up.',
  burns: (times) => `Burns ${times} times too fast`,
  inLastHour: 'in the last hour.',
  usedUpIn: (span) => `At this rate it is used up in ${span}`,

  appNumbers: 'App numbers',
  gauge: 'gauge',
  perMinute: 'per minute',

  cost: (perRequest, memory, evaluation, disk) => {
    const work = listed(
      [perRequest && `${perRequest} per request`, memory, evaluation && `evaluated in ${evaluation}`],
      ', ',
    );
    return `Monitoring costs ${listed([work, disk && `${disk} on disk`], '; ')}`;
  },
};
