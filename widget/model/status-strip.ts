/** The longest range of history as one strip of cells, as a sentence, and as a list of incidents. */
import { LEVELS, type Level } from '../../server/contract/index.js';
import type { History } from '../data/history.js';
import { alertText } from '../strings/messages.js';
import { toMinutes } from './text/clock.js';
import type { DisplayContext } from './text/display-context.js';
import { quantityText } from './text/format.js';
import { runs, type Run } from './runs.js';

/** How a stretch of time was; `gap` when nothing is known of it, because the process was down. */
export type Cell = Level | 'gap';

/** Steps in a row that were not healthy. */
export interface Incident {
  /** The worst of them. */
  worst: Cell;
  /** Its begin and end: "21:04 to 21:10". */
  when: string;
  /** How long it lasted. */
  duration: string;
  /** The alerts that fired meanwhile. */
  messages: string[];
}

/** Best first: a cell of several steps shows the worst of them. A gap is worse than healthy. */
const RANKS: readonly Cell[] = LEVELS.flatMap((level): Cell[] => (level === 'healthy' ? [level, 'gap'] : [level]));
const MAX_INCIDENTS = 24;

/** One cell for each `stepsPerCell` steps; the last cell ends with the last step. */
export function cells({ steps }: Pick<History, 'steps'>, stepsPerCell: number): Cell[] {
  const count = Math.ceil(steps.length / stepsPerCell);
  const lead = count * stepsPerCell - steps.length;
  return Array.from({ length: count }, (_, cell) => {
    const begin = cell * stepsPerCell - lead;
    return worst(steps.slice(Math.max(0, begin), begin + stepsPerCell).map(cellOf));
  });
}

/** The share of each level in the recorded time, and how long nothing was recorded. */
export function stripSentence(history: History, display: DisplayContext): string {
  const { format } = display;
  const { strings } = display;
  const { seconds } = history.summary;
  const known = LEVELS.reduce((total, level) => total + seconds[level], 0);
  if (known === 0) return strings.nothingRecorded;
  const shares = LEVELS.filter((level) => level === 'healthy' || seconds[level] > 0).map((level) =>
    strings.levelShare(strings.levels[level], quantityText(format.percent((100 * seconds[level]) / known))),
  );
  const first = history.steps.findIndex((step) => cellOf(step) !== 'gap');
  const down = gaps(history).filter(({ from }) => from > first);
  const longest = [...down].sort((one, other) => other.to - other.from - (one.to - one.from))[0];
  const time = down.reduce((total, { from, to }) => total + to - from, 0) * history.step_seconds;
  const clock = (step: number) => toMinutes(stepTime(history, step), display);
  return [
    ...shares,
    ...(longest === undefined ? [] : [strings.down(format.span(time), clock(longest.from), down.length)]),
    ...(first > 0 ? [strings.notRecorded(clock(first))] : []),
  ].join(' · ');
}

/** The incidents, newest first. The time before the first record is none. */
export function incidents(history: History, display: DisplayContext): Incident[] {
  const { strings, format } = display;
  const all = history.steps.map(cellOf);
  const first = all.findIndex((cell) => cell !== 'gap');
  return runs(all, (cell) => cell !== 'healthy')
    .filter(({ from }) => first !== -1 && from >= first)
    .map(({ from, to }) => {
      const began = stepTime(history, from);
      const ended = stepTime(history, to);
      const isOngoing = to === all.length;
      return {
        worst: worst(all.slice(from, to)),
        when: strings.fromTo(toMinutes(began, display), isOngoing ? '' : toMinutes(ended, display)),
        duration: format.span((ended - began) / 1000),
        messages: history.alerts
          .filter((alert) => Date.parse(alert.from) < ended && (Date.parse(alert.to ?? '') || Infinity) > began)
          .map((alert) => alertText(alert, display)),
      };
    })
    .reverse()
    .slice(0, MAX_INCIDENTS);
}

function gaps({ steps }: History): Run[] {
  return runs(steps, (step) => cellOf(step) === 'gap');
}

function cellOf({ status }: Pick<History['steps'][number], 'status'>): Cell {
  return LEVELS.find((level) => level === status) ?? 'gap';
}

function worst(some: readonly Cell[]): Cell {
  return some.reduce<Cell>((one, other) => (RANKS.indexOf(other) > RANKS.indexOf(one) ? other : one), 'healthy');
}

/** Where a step begins, in milliseconds since 1970. */
function stepTime({ start, step_seconds }: History, step: number): number {
  return Date.parse(start) + step * step_seconds * 1000;
}
