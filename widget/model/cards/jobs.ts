/** How the app's jobs are. */
import type { JobFigures } from '../../../server/contract/index.js';

/** A missing run counts before a failed one. */
export type JobState = 'overdue' | 'failed' | 'succeeded' | 'not run yet';

/** How a job is. */
export function jobState({ overdue_since, last_outcome }: JobFigures): JobState {
  return overdue_since === null ? (last_outcome ?? 'not run yet') : 'overdue';
}

/** The jobs with those first that need somebody; the others keep the server's order. */
export function sortJobs(jobs: readonly JobFigures[]): JobFigures[] {
  const isFine = (job: JobFigures) => ['overdue', 'failed'].indexOf(jobState(job)) < 0;
  return [...jobs].sort((one, other) => Number(isFine(one)) - Number(isFine(other)));
}
