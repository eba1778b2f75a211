/** The errors by class as stacked areas. */
import { OTHER_CLASSES, type ErrorClassName } from '../../../server/contract/index.js';
import type { DisplayContext } from '../text/display-context.js';
import { ABORTED, BUILT_IN_CLASSES, classLabel } from '../error-classes.js';
import type { Line } from '../series.js';
import type { ChartSeries, LineColour } from './chart.js';

/** One class: its counts, and the top edge of its area. */
export interface StackedClass {
  label: string;
  colour: LineColour;
  values: Line;
  drawn: Line;
}

const COLOURS: Readonly<Partial<Record<ErrorClassName, LineColour>>> = {
  '5xx': 'bad',
  timeout: 'warn',
  csrf: 'p99',
  '4xx': 'ink-3',
};
/** For a class that has no colour of its own. */
const FALLBACK_COLOUR: LineColour = 'limit';

/** The classes that occurred, topmost first. The first server fault is always there, so that the chart is never empty. */
export function errorClassStack(
  { times, requests, classes, errors }: ChartSeries,
  display: DisplayContext,
): StackedClass[] {
  const other = classes.filter((name) => name !== ABORTED && !BUILT_IN_CLASSES.some((known) => known === name));
  const layers = [
    ...BUILT_IN_CLASSES.map((name) => ({
      name,
      label: classLabel(name, display),
      colour: COLOURS[name] ?? FALLBACK_COLOUR,
      members: [name as string],
    })),
    {
      name: OTHER_CLASSES,
      label: classLabel(OTHER_CLASSES, display),
      colour: 'accent' as const,
      members: other,
    },
  ];
  const top = times.map(() => 0);
  const measured = (line: readonly number[]) =>
    line.map((value, step) => ((requests[step] ?? null) === null ? null : value));
  return layers
    .map((layer) => ({
      ...layer,
      values: times.map((_, step) => layer.members.reduce((sum, name) => sum + errors(step, name), 0)),
    }))
    .filter(({ name, values }) => name === BUILT_IN_CLASSES[0] || values.some((value) => value > 0))
    .map(({ label, colour, values }) => {
      values.forEach((value, step) => (top[step] = (top[step] ?? 0) + value));
      return { label, colour, values: measured(values), drawn: measured(top) };
    })
    .reverse();
}
