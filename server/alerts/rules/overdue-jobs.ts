/** The alerts about jobs that have not run in time, one for each job. They end when the job runs, or is forgotten. */

import type { AlertCondition } from '../../contract/index.js';
import { OVERDUE_JOB } from '../../options/rule.js';
import type { Alerts } from '../alerts.js';

/** A job that should have run. */
interface Overdue {
  name: string;
  /** Since its last start. */
  seconds: number;
  limitSeconds: number;
}

/** Raises the alerts of the jobs that are overdue, and clears all others. */
export function followJobs(alerts: Alerts, overdue: readonly Overdue[], wall: number): void {
  const types = new Set(overdue.map(({ name }) => OVERDUE_JOB + name));
  const firing = new Map(alerts.firing().map((alert) => [alert.type, alert]));
  for (const type of firing.keys()) {
    if (type.startsWith(OVERDUE_JOB) && !types.has(type)) alerts.clear(type, wall);
  }
  for (const { name, seconds, limitSeconds } of overdue) {
    const type = OVERDUE_JOB + name;
    const value = coarse(seconds);
    const known = firing.get(type);
    if (known?.value === value && known.threshold === limitSeconds) continue;
    const condition: AlertCondition = {
      ...{ metric: 'overdue_job', comparison: '>', error_class: null, check: null, endpoint: null, method: null },
      name,
    };
    const figures = { value, threshold: limitSeconds, unit: 's', windowSeconds: 0 } as const;
    alerts.report(type, { severity: 'warning', condition, ...figures }, wall);
  }
}

/** As the message shows it, so that an alert changes, and is stored, only when its message does. */
function coarse(seconds: number): number {
  const step = [86_400, 3600, 60].find((length) => seconds >= 2 * length) ?? 5;
  return Math.floor(seconds / step) * step;
}
