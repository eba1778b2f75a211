// @ts-check
/** The result as a Markdown table that is also easy to read in a terminal. */

/** @typedef {import('./rows.js').Row & { benchmark: string }} NamedRow */

const headings = ['benchmark', 'figure', 'ours', 'peer', 'ratio', 'middle half', 'goal', ''];

/**
 * @param {NamedRow[]} rows
 * @returns {string}
 */
export function tableOf(rows) {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length), 3));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/**
 * @param {NamedRow[]} rows
 * @returns {string} how many goals were met, and which were missed
 */
export function verdictOf(rows) {
  const missed = rows.filter(({ met }) => met === false);
  const met = rows.filter((row) => row.met === true).length;
  const list = missed
    .map(({ benchmark, name, against }) => `\n  missed: ${benchmark}: ${name}${against ? ` (${against})` : ''}`)
    .join('');
  return `${met} goals met, ${missed.length} missed${list}`;
}

/**
 * @param {NamedRow} row
 * @returns {string[]}
 */
function cellsOf({ benchmark, name, unit, ours, against, peer, ratio, spread, goal, met }) {
  return [
    benchmark,
    name,
    `${inDigits(ours)} ${unit}`,
    peer === null ? '' : `${inDigits(peer)} ${unit} (${against})`,
    ratio === null ? '' : ratio.toFixed(3),
    ratio === null ? spread.map(inDigits).join(' to ') : spread.map((value) => value.toFixed(3)).join(' to '),
    goal === null ? '' : goalInWords(goal, unit),
    met === null ? '' : met ? 'met' : 'MISSED',
  ];
}

/**
 * @param {import('./rows.js').Goal} goal
 * @param {string} unit
 * @returns {string}
 */
function goalInWords({ figure, atMost, atLeast }, unit) {
  const limit = Number((atMost ?? atLeast ?? NaN).toPrecision(3));
  const sign = atMost === undefined ? '≥' : '≤';
  return figure === 'ratio' ? `ratio ${sign} ${limit}` : `${sign} ${limit} ${unit}`;
}

/**
 * @param {number} value
 * @returns {string} with three significant digits, and all of those before the point
 */
function inDigits(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
