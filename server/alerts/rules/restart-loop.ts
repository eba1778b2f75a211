/** The alert about a process that restarts again and again. No rule can raise it: no process lasts long enough. */

import type { AlertCondition } from '../../contract/index.js';
import type { Alerts } from '../alerts.js';
import { RESTART_LOOP } from '../../options/rule.js';

/** Starts are counted over this time. */
export const RESTART_WINDOW_SECONDS = 600;
/** This many starts within the window are a loop. */
const LOOP_STARTS = 3;
const CONDITION: AlertCondition = {
  metric: 'starts',
  comparison: '>=',
  error_class: null,
  check: null,
  endpoint: null,
  method: null,
};

/**
 * Raises the alert while there is a loop, and clears it when there is none.
 * @param starts of processes within `RESTART_WINDOW_SECONDS`, this one included
 */
export function followRestarts(alerts: Alerts, starts: number, wall: number): void {
  if (starts < LOOP_STARTS) return alerts.clear(RESTART_LOOP, wall);
  if (alerts.firing().some(({ type, value }) => type === RESTART_LOOP && value === starts)) return;
  alerts.report(
    RESTART_LOOP,
    {
      // Never critical: what the restarts break has its own alerts, and restarts by hand must not block a deploy.
      severity: 'warning',
      condition: CONDITION,
      value: starts,
      threshold: LOOP_STARTS,
      unit: 'count',
      windowSeconds: RESTART_WINDOW_SECONDS,
    },
    wall,
  );
}
