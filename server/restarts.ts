/** A process that is started again and again: nothing in it lasts long enough to notice by itself. */

import type { Alerting } from './alerts/alerting.js';
import { RESTART_LOOP } from './alerts/rules.js';
import type { History } from './history/history.js';

const WINDOW_SECONDS = 600;
/** So many starts within the window are a loop. */
const LOOP_STARTS = 3;

/** Raises the alert while there is a loop, and clears it when there is none. */
export function followRestarts(alerting: Alerting, history: History, wall: number): void {
  const starts = history.starts(WINDOW_SECONDS, wall);
  if (starts < LOOP_STARTS) return alerting.clear(RESTART_LOOP, wall);
  if (alerting.firing().some(({ type, value }) => type === RESTART_LOOP && value === starts)) return;
  alerting.report(
    RESTART_LOOP,
    {
      // What it breaks has alerts of its own; restarts by hand must not close the gate for deploys.
      severity: 'warning',
      message: `${starts} starts in ${WINDOW_SECONDS / 60} minutes`,
      value: starts,
      threshold: LOOP_STARTS,
      unit: 'count',
      windowSeconds: WINDOW_SECONDS,
    },
    wall,
  );
}
