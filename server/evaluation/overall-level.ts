/** The level that is shown: that of the figures, raised by firing alerts and failing checks. */

import type { FiringAlert } from '../alerts/alerts.js';
import { type CheckFigures, type Level, levelRank, type Reason } from '../contract/index.js';
import type { LevelResult } from './level.js';

/** A level and its reasons, worst first. */
export interface OverallLevel {
  level: Level;
  reasons: Reason[];
}

/**
 * Combines figures, alerts and checks. Of the same level, figures come first, because they are the shortest
 * explanation. Muted and acknowledged alerts count too: their conditions still hold.
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
  return { level: reasons[0]?.level ?? 'healthy', reasons };
}

function reasonOfAlert({ type, severity, message, value, threshold, unit, ...alert }: FiringAlert): Reason {
  const { window_seconds, flapping, condition } = alert;
  return {
    what: `alert:${type}`,
    value,
    limit: threshold,
    unit,
    level: severity === 'critical' ? 'degraded' : 'warning',
    message,
    alert: { type, window_seconds, flapping, condition },
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
    message: message === null ? `${name} fails` : `${name} fails: ${message}`,
    alert: null,
    check: { name, message },
  };
}
