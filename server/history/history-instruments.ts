/** The app's own numbers of one step of history. */

import type { InstrumentRecord, Snapshot } from './snapshots.js';

/** A snapshot that the step, or a part of it, is known from. */
interface Part {
  snapshot: Pick<Snapshot, 'from' | 'to' | 'seconds' | 'instruments'>;
}

/** A process's value, when it was that, and for how much of the time the process was there, 0 to 1. */
type Value = InstrumentRecord & { to: number; share: number };

/**
 * The numbers of all processes together, in whatever order they come: of gauges the newest value (of two at the same time
 * the larger one), of counters the sum of the rates, of histograms the largest percentile. Null when there is none.
 */
export function instrumentsOf(parts: readonly Part[]): Record<string, number> | null {
  // Processes one after the other share the time; of those beside each other, each has all of it.
  const from = Math.min(...parts.map(({ snapshot }) => snapshot.from));
  const to = Math.max(...parts.map(({ snapshot }) => snapshot.to));
  const values = parts.flatMap(({ snapshot }): Value[] => {
    const share = to > from ? Math.min(1, (snapshot.seconds * 1000) / (to - from)) : 1;
    return snapshot.instruments.map((one) => ({ ...one, to: snapshot.to, share }));
  });
  if (values.length === 0) return null;
  const names = new Set(values.map(({ name }) => name));
  return Object.fromEntries(
    Array.from(names, (name) => [name, merged(values.filter((value) => value.name === name))] as const),
  );
}

function merged(values: readonly Value[]): number {
  const [first, ...others] = values.toSorted(
    (a, b) => b.to - a.to || (a.kind === b.kind ? 0 : a.kind < b.kind ? -1 : 1) || b.value - a.value,
  );
  if (first === undefined) return NaN;
  // A number may have become one of another kind with a new version of the app.
  const same = [first, ...others.filter(({ kind }) => kind === first.kind)];
  if (first.kind === 'gauge') return first.value;
  const value =
    first.kind === 'counter'
      ? same.reduce((sum, each) => sum + each.value * each.share, 0)
      : Math.max(...same.map((each) => each.value));
  return Number(value.toPrecision(6));
}
