/** Draws limits, bands and markers onto the canvas of a chart. */
import type uPlot from 'uplot';
import type { ChartBand } from '../model/charts/annotations.js';
import type { ChartModel } from '../model/charts/chart.js';
import type { Palette } from './theme-colours.js';

/** Font size of the labels and the height of their line, in CSS pixels. */
const LABEL_SIZE = 11;
const LABEL_HEIGHT = 14;
/** Beyond this share of the chart's width a marker's label stands before its line. */
const LABEL_FLIP_SHARE = 0.85;
const BANDS: Record<ChartBand['kind'], { colour: 'surface-2' | 'warn' | 'bad'; alpha: number }> = {
  gap: { colour: 'surface-2', alpha: 1 },
  warning: { colour: 'warn', alpha: 0.08 },
  critical: { colour: 'bad', alpha: 0.08 },
};

type Line = [fromX: number, fromY: number, toX: number, toY: number];

/** Draws gaps and alerts as bands behind everything. */
export function drawBands(chart: uPlot, { bands, range: [first, last] }: ChartModel, palette: Palette): void {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { from, to, kind } of bands) {
    if (to <= first || from >= last) continue;
    const left = chart.valToPos(Math.max(from, first), 'x', true);
    const right = chart.valToPos(Math.min(to, last), 'x', true);
    const { colour, alpha } = BANDS[kind];
    ctx.globalAlpha = alpha;
    ctx.fillStyle = palette[colour];
    ctx.fillRect(left, bbox.top, Math.max(devicePixelRatio, right - left), bbox.height);
  }
  ctx.restore();
}

/** Draws the limits below `top` as dashed lines, with labels that do not overlap. */
export function drawLimits(chart: uPlot, { limits }: ChartModel, palette: Palette, top: number): void {
  const { left, width } = chart.bbox;
  let lastLabel = Infinity;
  for (const { value, text } of limits.filter((limit) => limit.value <= top).reverse()) {
    const y = Math.round(chart.valToPos(value, 'y', true));
    drawLine(chart, palette.limit, [4, 4], [left, y, left + width, y]);
    if (Math.abs(lastLabel - y) < LABEL_HEIGHT * devicePixelRatio) continue;
    lastLabel = y;
    const label = { text, colour: palette['ink-3'], align: 'right' } as const;
    drawLabel(chart, palette, label, left + width - 4 * devicePixelRatio, y - 2 * devicePixelRatio);
  }
}

/** Draws the markers as dotted lines with labels at the top. */
export function drawMarkers(chart: uPlot, { markers, range: [first, last] }: ChartModel, palette: Palette): void {
  const { left, top, width, height } = chart.bbox;
  for (const { at, text } of markers) {
    if (at < first || at > last) continue;
    const x = Math.round(chart.valToPos(at, 'x', true));
    drawLine(chart, palette.accent, [2, 3], [x, top, x, top + height]);
    const isFlipped = x - left > width * LABEL_FLIP_SHARE;
    const label = { text, colour: palette.accent, align: isFlipped ? 'right' : 'left' } as const;
    const distance = (isFlipped ? -5 : 5) * devicePixelRatio;
    drawLabel(chart, palette, label, x + distance, top + LABEL_HEIGHT * devicePixelRatio);
  }
}

function drawLine({ ctx }: uPlot, colour: string, dash: number[], [fromX, fromY, toX, toY]: Line): void {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.restore();
}

/** Writes a text with an outline in the background's colour, so that it is legible on the lines. */
function drawLabel(
  { ctx }: uPlot,
  palette: Palette,
  { text, colour, align }: { text: string; colour: string; align: CanvasTextAlign },
  x: number,
  bottom: number,
): void {
  ctx.save();
  ctx.font = palette.font.replace(/^\d+px/, `${LABEL_SIZE * devicePixelRatio}px`);
  ctx.textAlign = align;
  ctx.textBaseline = 'bottom';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.strokeText(text, x, bottom);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, bottom);
  ctx.restore();
}
