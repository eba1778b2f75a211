/** The level that is shown: that of the figures, raised by firing alerts and failing checks. */

import type { FiringAlert } from '../alerts/alerts.js';
import { type CheckFigures, type Level, levelRank, type Reason } from '../contract/index.js';
import type { LevelResult } from './level.js';

/** A level and its reasons, worst first. */
export interface OverallLevel {
  level: Level;
  reasons: Reason[];
  /** All reasons are recovering, and no other figure is over its limits. */
  recovering: boolean;
}

/**
 * Combines figures, alerts and checks. Of the same level, figures come first, because they are the shortest
 * explanation. Muted and acknowledged alerts count too: their conditions still hold. An alert that is not confirmed since
 * the restart is a warning at most: it may be over.
 */
export function overallLevel(
  figures: LevelResult,
  alerts: readonly FiringAlert[],
  checks: readonly CheckFigures[],
): OverallLevel {
  const reasons = [
    ...figures.reasons,
    ...alerts.map(reasonOfAlert),
    ...checks.filter(({ status }) => status === 'degraded').map(reasonOfCheck),
  ].sort((a, b) => levelRank(b.level) - levelRank(a.level));
  const level = reasons[0]?.level ?? 'healthy';
  const recovering = level !== 'healthy' && !figures.isRising && reasons.every((reason) => reason.recovering);
  return { level, reasons, recovering };
}

function reasonOfAlert({
  type,
  severity,
  message,
  value,
  threshold,
  unit,
  waiting,
  recovering,
  ...alert
}: FiringAlert): Reason {
  const { window_seconds, flapping, condition, confirmed } = alert;
  return {
    what: `alert:${type}`,
    value,
    limit: threshold,
    unit,
    level: severity === 'critical' && confirmed ? 'degraded' : 'warning',
    waiting,
    recovering,
    message,
    alert: { type, window_seconds, flapping, condition, confirmed },
    check: null,
  };
}

function reasonOfCheck({ name, critical, message }: CheckFigures): Reason {
  return {
    what: `check:${name}`,
    value: 1,
    limit: 0,
    unit: 'count',
    level: critical ? 'degraded' : 'warning',
    waiting: 0,
    recovering: false,
    message: message === null ? `${name} fails` : `${name} fails: ${message}`,
    alert: null,
    check: { name, message },
  };
}
