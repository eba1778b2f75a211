/** How a chart looks, as uPlot wants to be told. Everything that can change is a function of the moment. */
import type uPlot from 'uplot';
import type { ChartLine, ChartModel } from './page-model.js';
import type { Palette } from './theme.js';

/** What a chart is drawn from, at any time. */
export interface ChartSource {
  model: () => ChartModel;
  palette: () => Palette;
  point: (index: number | null) => void;
}

const WIDTHS: Record<ChartLine['style'], number> = { thin: 1.3, thick: 2, dotted: 1.5, area: 1.3, 'solid-area': 1 };
/** Steps of the time axis in seconds. */
const TIME_STEPS = [15, 30, 60, 120, 300, 600, 1800, 3600];
const AXIS_WIDTH = 58;
const AXIS_HEIGHT = 26;
/** A scale is divided in four, so these tops have round quarters. */
const ROUND_TOPS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];
const ROOM_ABOVE = 1.08;
/** The limits' names, in CSS pixels. */
const LABEL_SIZE = 11;
const LABEL_ROOM = 14;

/** The model's figures as uPlot takes them: times, then one list per line. */
export function plotData({ times, lines }: ChartModel): uPlot.AlignedData {
  return [times, ...lines.map(({ drawn }) => [...drawn])];
}

/** The options for a chart of a size in CSS pixels. */
export function chartOptions(
  size: { width: number; height: number },
  { model, palette, point }: ChartSource,
): uPlot.Options {
  const top = () => scaleTop(model());
  const grid = { stroke: () => palette().line, width: 1 };
  const axis = { stroke: () => palette()['ink-3'], font: palette().font, ticks: { show: false } };
  return {
    ...size,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    scales: { x: { time: true }, y: { range: () => [0, top()] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: AXIS_HEIGHT,
        space: 70,
        incrs: TIME_STEPS,
        values: (_, splits) => {
          const isWhole = splits.every((seconds) => seconds % 60 === 0);
          return splits.map((seconds) => (isWhole ? model().minute(seconds) : model().clock(seconds)));
        },
      },
      {
        ...axis,
        grid,
        size: AXIS_WIDTH,
        splits: () => [0, 1, 2, 3, 4].map((quarter) => (quarter / 4) * top()),
        values: (_, splits) => splits.map((value) => model().axis(value)),
      },
    ],
    series: [{}, ...model().lines.map((line) => seriesOptions(line, palette))],
    hooks: {
      draw: [(chart) => drawLimits(chart, model(), palette(), top())],
      setCursor: [(chart) => point(chart.cursor.idx ?? null)],
    },
  };
}

function seriesOptions({ colour, style }: ChartLine, palette: () => Palette): uPlot.Series {
  const stroke = () => palette()[colour];
  return {
    stroke,
    width: WIDTHS[style],
    points: { show: true, size: 4, fill: stroke, filter: lonePoints },
    ...(style === 'dotted' ? { dash: [2, 3] } : {}),
    ...(style === 'solid-area' ? { fill: stroke } : {}),
    ...(style === 'area' ? { fill: () => palette().area } : {}),
  };
}

/** A value between two gaps has no line; it is drawn as a dot. */
function lonePoints(chart: uPlot, series: number): number[] {
  const values = chart.data[series] ?? [];
  const lone: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const isAlone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
    if ((values[index] ?? null) !== null && isAlone) lone.push(index);
  }
  return lone;
}

/** The limits that the scale reaches, dashed, with their names where there is room for them. */
function drawLimits(chart: uPlot, { limits }: ChartModel, palette: Palette, top: number): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const left = bbox.left + 4 * ratio;
  let lowest = Infinity;
  ctx.save();
  ctx.font = palette.font.replace(/^\d+px/, `${LABEL_SIZE * ratio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.lineJoin = 'round';
  for (const { value, text } of limits.filter((limit) => limit.value <= top).reverse()) {
    const y = Math.round(chart.valToPos(value, 'y', true));
    ctx.strokeStyle = palette.limit;
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    if (Math.abs(lowest - y) < LABEL_ROOM * ratio) continue;
    lowest = y;
    // A rim of the background's colour keeps the name legible upon the lines.
    ctx.setLineDash([]);
    ctx.strokeStyle = palette.surface;
    ctx.lineWidth = 3 * ratio;
    ctx.strokeText(text, left, y - 2 * ratio);
    ctx.fillStyle = palette['ink-3'];
    ctx.fillText(text, left, y - 2 * ratio);
  }
  ctx.restore();
}

/** The smallest round top above everything that is drawn. */
function scaleTop({ lines, minTop }: ChartModel): number {
  const values = lines.flatMap(({ drawn }) => drawn.map((value) => value ?? 0));
  const highest = Math.max(minTop, ...values.map((value) => value * ROOM_ABOVE));
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  return magnitude * (ROUND_TOPS.find((round) => round * magnitude >= highest) ?? 10);
}
