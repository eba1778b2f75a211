/** What the further columns of the endpoints table show. */
import type { EndpointFigures, EndpointWaiting, LevelLimits, Metrics } from '../../../server/contract/index.js';
import type { DisplayContext } from '../text/display-context.js';

/** Whether an endpoint is judged by other limits than the app; of one figure, or of any. */
export function hasOwnLimits(
  { limits: own }: EndpointFigures,
  { limits }: Pick<Metrics, 'limits'>,
  figures: (keyof LevelLimits)[] = ['p95_ms', 'error_rate_percent'],
): boolean {
  return figures.some((figure) => own[figure]?.join() !== limits[figure].join());
}

/** A pair of limits: "3,000 / 8,000"; null when the figure is left out of the level. */
export function limitsText(limits: readonly number[] | null, { format }: DisplayContext): string | null {
  return limits && limits.map((limit) => format.number(limit)).join(' / ');
}

/** A part of a bar. Both are shares of its length, 0 to 100. */
export interface BarPart {
  from: number;
  length: number;
  /** The app's own time; else a time in which it waits. */
  isOwn: boolean;
}

/** How an endpoint spends its time as the parts of a bar, the app's own time first; together they fill it. */
export function waitingBar({ own_percent, dependencies }: EndpointWaiting): BarPart[] {
  const own = Math.min(100, Math.max(0, own_percent));
  const named = dependencies.map(({ percent }) => Math.max(0, percent));
  const others = Math.max(0, 100 - own - sum(named));
  const waiting = [others, ...named.reverse()];
  // Shares that were rounded may be too much together.
  const scale = (100 - own) / Math.max(sum(waiting), 0.001);
  const lengths = [own, ...waiting.map((length) => length * scale)];
  return lengths
    .map((length, index) => ({ from: sum(lengths.slice(0, index)), length, isOwn: index === 0 }))
    .filter(({ length }) => length >= 0.5);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
