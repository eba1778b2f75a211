/** A sparkline: a small line without axes. */
import { html, type TemplateResult } from 'lit';
import { runs } from '../../model/runs.js';
import type { Line } from '../../model/series.js';

/** The size of the `viewBox`. */
const WIDTH = 160;
const HEIGHT = 32;
/** Half the line's width, so that it is not clipped. */
const MARGIN = 1;
/** The top of the scale, in proportion to the limit and to the highest value. */
const ROOM_ABOVE_LIMIT = 1.5;
const ROOM_ABOVE_LINE = 1.1;

/** A line, its area and its limit; `description` is its text for screen readers. */
export function sparkline(line: Line, limit: number | null, description: string): TemplateResult {
  const highest = line.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const top = Math.max(highest * ROOM_ABOVE_LINE, (limit ?? 0) * ROOM_ABOVE_LIMIT) || 1;
  const step = WIDTH / Math.max(1, line.length - 1);
  const x = (index: number) => (index * step).toFixed(1);
  const y = (value: number) => (HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const stretches = runs(line, (value) => value !== null).map(({ from, to }) => {
    const [first = '', ...others] = line.slice(from, to).map((value, index) => `${x(from + index)} ${y(value ?? 0)}`);
    // The short first segment makes a dot of a single value.
    return { begin: x(from), path: `M${first}h.01${others.map((point) => `L${point}`).join('')}` };
  });
  return html`
    <svg class="spark" role="img" aria-label=${description} viewBox="0 0 160 32" preserveAspectRatio="none">
      <path class="limit" d=${limit === null ? '' : `M0 ${y(limit)}H${WIDTH}`} />
      <path class="area" d=${stretches.map(({ begin, path }) => `${path}V${HEIGHT}H${begin}Z`).join('')} />
      <path
        class="line ${stretches.length > 0 ? '' : 'none'}"
        d=${stretches.map(({ path }) => path).join('') || `M0 ${y(0)}H${WIDTH}`}
      />
    </svg>
  `;
}
