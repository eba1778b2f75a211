/** A process that is started again and again: nothing in it lasts long enough to notice by itself. */

import type { Alerting } from './alerts.js';
import { RESTART_LOOP } from '../options/rules.js';

/** Starts are counted over this time. */
export const RESTART_WINDOW_SECONDS = 600;
/** So many starts within the window are a loop. */
const LOOP_STARTS = 3;

/**
 * Raises the alert while there is a loop, and clears it when there is none.
 * @param starts how many processes have begun within `RESTART_WINDOW_SECONDS`, this one included
 */
export function followRestarts(alerting: Alerting, starts: number, wall: number): void {
  if (starts < LOOP_STARTS) return alerting.clear(RESTART_LOOP, wall);
  if (alerting.firing().some(({ type, value }) => type === RESTART_LOOP && value === starts)) return;
  alerting.report(
    RESTART_LOOP,
    {
      // What it breaks has alerts of its own; restarts by hand must not close the gate for deploys.
      severity: 'warning',
      message: `${starts} starts in ${RESTART_WINDOW_SECONDS / 60} minutes`,
      value: starts,
      threshold: LOOP_STARTS,
      unit: 'count',
      windowSeconds: RESTART_WINDOW_SECONDS,
    },
    wall,
  );
}
