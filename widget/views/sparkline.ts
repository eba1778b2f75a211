/** A small line without axes: the shape of the last minutes. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Line } from '../series.js';

/** In units of the picture's own, as its `viewBox` says. */
const WIDTH = 160;
const HEIGHT = 32;
/** Half the line's width, so that it is not cut off at the top and the bottom. */
const MARGIN = 1;
/** A line that is far below its limit leaves this much room above the limit. */
const ROOM_ABOVE_LIMIT = 1.5;
const ROOM_ABOVE_LINE = 1.1;

/** Draws a line, its area and its limit; `description` is what a screen reader says of it. */
export function sparkline(line: Line, limit: number | null, description: string): TemplateResult {
  const highest = line.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const top = Math.max(highest * ROOM_ABOVE_LINE, (limit ?? 0) * ROOM_ABOVE_LIMIT) || 1;
  const y = (value: number) => (HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const runs = runsOf(line, y);
  return html`
    <svg class="spark" role="img" aria-label=${description} viewBox="0 0 160 32" preserveAspectRatio="none">
      <path class="limit" d=${limit === null ? '' : `M0 ${y(limit)}H${WIDTH}`} />
      <path class="area" d=${runs.map((run) => `${run.path}V${HEIGHT}H${run.begin}Z`).join('')} />
      <path
        class="line ${runs.length > 0 ? '' : 'none'}"
        d=${runs.map((run) => run.path).join('') || `M0 ${y(0)}H${WIDTH}`}
      />
    </svg>
  `;
}

/** The stretches between the gaps; a single value becomes a dot. */
function runsOf(line: Line, y: (value: number) => string): { begin: string; path: string }[] {
  const runs: { begin: string; path: string }[] = [];
  const step = WIDTH / Math.max(1, line.length - 1);
  line.forEach((value, index) => {
    if (value === null) return;
    const x = (index * step).toFixed(1);
    const run = runs.at(-1);
    if (run === undefined || index === 0 || line[index - 1] === null) {
      runs.push({ begin: x, path: `M${x} ${y(value)}h.01` });
    } else {
      run.path += `L${x} ${y(value)}`;
    }
  });
  return runs;
}
