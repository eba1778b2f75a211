/** What was simulated, as rows of one table. */

/** One figure. */
export interface Row {
  simulation: string;
  figure: string;
  /** Requests per minute. */
  rate: number;
  value: number;
  unit: string;
  /** Null where none is set. */
  atMost: number | null;
  /** What else is worth knowing. */
  detail: string;
}

const HEADINGS = ['simulation', 'requests/min', 'figure', 'result', 'goal', '', 'in detail'];

/** The rows as a Markdown table that is also easy to read in a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length), 3));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** How many goals were met, and which were missed. */
export function verdictOf(rows: readonly Row[]): string {
  const withGoal = rows.filter(({ atMost }) => atMost !== null);
  const missed = withGoal.filter((row) => !isMet(row));
  const list = missed.map(({ simulation, figure, rate }) => `\n  missed: ${simulation}: ${figure} at ${rate}/min`);
  return `${withGoal.length - missed.length} goals met, ${missed.length} missed${list.join('')}`;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies, interpolated between its neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/** Seconds as text. */
export function inSeconds(value: number): string {
  return Number.isFinite(value) ? `${Math.round(value)} s` : 'more than is watched';
}

function isMet({ value, atMost }: Row): boolean {
  return atMost === null || value <= atMost;
}

function cellsOf(row: Row): string[] {
  const { simulation, rate, figure, value, unit, atMost, detail } = row;
  const result = Number.isFinite(value) ? `${Number(value.toPrecision(3))} ${unit}`.trimEnd() : 'not seen';
  const verdict = atMost === null ? '' : isMet(row) ? 'met' : 'MISSED';
  return [simulation, String(rate), figure, result, atMost === null ? '' : `≤ ${atMost}`, verdict, detail];
}
