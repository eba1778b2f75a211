/** The last 24 hours as one strip of cells, in a sentence, and as a list of what went wrong. */
import type { Level } from '../server/contract/index.js';
import { joined } from './format.js';
import type { Telling } from './headline.js';
import type { History } from './history-reading.js';
import { moreStrings } from './more-strings.js';
import { runs, type Run } from './runs.js';
import { timeOf } from './time-of.js';

/** How one step was; `gap` when nothing is known of it, because the process was down. */
export type Cell = Level | 'gap';

/** Something that went wrong, or a time of which nothing is known. */
export interface Incident {
  /** The worst of it. */
  worst: Cell;
  /** From when to when, and for how long. */
  when: string;
  span: string;
  /** What fired meanwhile. */
  messages: string[];
}

/** Least bad first: a cell that stands for several steps shows the worst of them. */
const RANKS: readonly Cell[] = ['healthy', 'gap', 'warning', 'degraded'];
const LEVELS: readonly Level[] = ['healthy', 'warning', 'degraded'];
const MAX_INCIDENTS = 24;

/** One cell for so many steps each; the last cell ends with the last step. */
export function cells({ steps }: Pick<History, 'steps'>, stepsPerCell: number): Cell[] {
  const count = Math.ceil(steps.length / stepsPerCell);
  const lead = count * stepsPerCell - steps.length;
  return Array.from({ length: count }, (_, cell) => {
    const begin = cell * stepsPerCell - lead;
    return worst(steps.slice(Math.max(0, begin), begin + stepsPerCell).map(cellOf));
  });
}

/** The share of each level in the time that is known, and how long nothing was known. */
export function stripSentence(history: History, telling: Telling): string {
  const { format } = telling;
  const words = moreStrings(telling.strings);
  const { seconds } = history.summary;
  const known = LEVELS.reduce((total, level) => total + seconds[level], 0);
  if (known === 0) return words.nothingRecorded;
  const shares = LEVELS.filter((level) => level === 'healthy' || seconds[level] > 0).map((level) =>
    words.share(words.level[level], joined(format.percent((100 * seconds[level]) / known))),
  );
  const first = history.steps.findIndex((step) => cellOf(step) !== 'gap');
  const down = gaps(history).filter(({ from }) => from > first);
  const longest = [...down].sort((one, other) => other.to - other.from - (one.to - one.from))[0];
  const time = down.reduce((total, { from, to }) => total + to - from, 0) * history.step_seconds;
  return [
    ...shares,
    ...(longest === undefined
      ? []
      : [words.down(format.span(time), timeOf(timeAt(history, longest.from), telling), down.length)]),
    ...(first > 0 ? [words.notRecorded(timeOf(timeAt(history, first), telling))] : []),
  ].join(' · ');
}

/** What went wrong, the newest first; steps that follow each other are one. */
export function incidents(history: History, telling: Telling): Incident[] {
  const all = history.steps.map(cellOf);
  const first = all.findIndex((cell) => cell !== 'gap');
  return runs(all, (cell) => cell !== 'healthy')
    .filter(({ from }) => first !== -1 && from >= first)
    .map(({ from, to }) => {
      const began = timeAt(history, from);
      const ended = timeAt(history, to);
      const isOngoing = to === all.length;
      return {
        worst: worst(all.slice(from, to)),
        when: moreStrings(telling.strings).fromTo(timeOf(began, telling), isOngoing ? '' : timeOf(ended, telling)),
        span: telling.format.span((ended - began) / 1000),
        messages: history.alerts
          .filter((alert) => Date.parse(alert.from) < ended && (Date.parse(alert.to ?? '') || Infinity) > began)
          .map(({ message, type }) => message || type),
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
function timeAt({ start, step_seconds }: History, step: number): number {
  return Date.parse(start) + step * step_seconds * 1000;
}
