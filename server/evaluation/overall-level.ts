/** The level as it is shown: that of the figures, made worse by alerts that fire and checks that fail. */

import { type CheckFigures, type Level, levelRank, type Reason, type Severity, type Unit } from '../contract/index.js';
import type { LevelResult } from './level.js';

/** An alert that fires. */
export interface FiringAlert {
  type: string;
  severity: Severity;
  message: string;
  value: number;
  threshold: number;
  unit: Unit;
}

/** A level and why, worst first. */
export interface OverallLevel {
  level: Level;
  reasons: Reason[];
}

/**
 * Puts together what makes the level. Figures come before alerts and checks of the same level, since they say the same
 * in fewer words. Muted and acknowledged alerts count too: they are still true.
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

function reasonOfAlert({ type, severity, message, value, threshold, unit }: FiringAlert): Reason {
  const level = severity === 'critical' ? 'degraded' : 'warning';
  return { what: `alert:${type}`, value, limit: threshold, unit, level, message };
}

function reasonOfCheck({ name, critical, message }: CheckFigures): Reason {
  return {
    what: `check:${name}`,
    value: 1,
    limit: 0,
    unit: 'count',
    level: critical ? 'degraded' : 'warning',
    message: message === null ? `${name} fails` : `${name} fails: ${message}`,
  };
}
