/** How a chart looks, as uPlot wants to be told. Everything that can change is a function of the moment. */
import type uPlot from 'uplot';
import type { ChartHandlers, ChartLine, ChartModel } from './chart-model.js';
import type { Palette } from './theme.js';

/** What a chart is drawn from, at any time. */
export interface ChartSource {
  model: () => ChartModel;
  palette: () => Palette;
  handlers: ChartHandlers;
}

const WIDTHS: Record<ChartLine['style'], number> = { thin: 1.3, thick: 2, dotted: 1.5, area: 1.3, 'solid-area': 1 };
/** Steps of the time axis in seconds. */
const TIME_STEPS = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200];
/** A drag of fewer CSS pixels is a click. */
const LEAST_DRAG = 8;
const SYNC = 'align-monitor';
const AXIS_WIDTH = 58;
const AXIS_HEIGHT = 26;
/** A scale is divided in four, so these tops have round quarters. */
const ROUND_TOPS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];
const ROOM_ABOVE = 1.08;
/** The limits' names, in CSS pixels. */
const LABEL_SIZE = 11;
const LABEL_ROOM = 14;
/** From this part of the width on, a marker's name stands before it. */
const EDGE = 0.85;
/** How much an alert's band tints the background. */
const ALERT_ALPHA = 0.08;

/** The model's figures as uPlot takes them: times, then one list per line. */
export function plotData({ times, lines }: ChartModel): uPlot.AlignedData {
  return [times, ...lines.map(({ drawn }) => [...drawn])];
}

/** The options for a chart of a size in CSS pixels. */
export function chartOptions(
  size: { width: number; height: number },
  { model, palette, handlers }: ChartSource,
): uPlot.Options {
  const top = () => scaleTop(model());
  const grid = { stroke: () => palette().line, width: 1 };
  const axis = { stroke: () => palette()['ink-3'], font: palette().font, ticks: { show: false } };
  return {
    ...size,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { setScale: false, x: true, y: false, dist: LEAST_DRAG },
      points: { show: false },
      // The same moment in all charts of the page; what is dragged stays in its own.
      sync: { key: SYNC, scales: ['x', null], filters: { pub: (type) => /move|leave/.test(type) } },
      bind: { dblclick: () => () => (handlers.zoom(null), null) },
    },
    scales: { x: { time: false, range: () => [...model().range] }, y: { range: () => [0, top()] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: AXIS_HEIGHT,
        gap: 9,
        space: 70,
        incrs: TIME_STEPS,
        splits: (_chart, _axis, first, last, step) => timeSplits(first, last, step),
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
      drawClear: [(chart) => drawSpans(chart, model(), palette())],
      draw: [
        (chart) => {
          const pen = { chart, palette: palette(), ratio: devicePixelRatio };
          drawLimits(pen, model(), top());
          drawMarkers(pen, model());
        },
      ],
      setCursor: [(chart) => handlers.point(chart.cursor.idx ?? null)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          handlers.zoom([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** Where the axis has its times: at whole steps of the reader's clock, between two times in seconds since 1970. */
export function timeSplits(first: number, last: number, step: number): number[] {
  const zone = new Date(first * 1000).getTimezoneOffset() * 60;
  const begin = Math.ceil((first - zone) / step) * step + zone;
  return Array.from({ length: Math.max(0, Math.floor((last - begin) / step) + 1) }, (_, index) => begin + index * step);
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

/** What lasted, as bands behind everything: when nothing is known, and when alerts fired. */
function drawSpans(chart: uPlot, { spans, range: [first, last] }: ChartModel, palette: Palette): void {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { from, to, colour } of spans) {
    if (to <= first || from >= last) continue;
    const left = chart.valToPos(Math.max(from, first), 'x', true);
    const right = chart.valToPos(Math.min(to, last), 'x', true);
    ctx.globalAlpha = colour === 'surface-2' ? 1 : ALERT_ALPHA;
    ctx.fillStyle = palette[colour];
    ctx.fillRect(left, bbox.top, Math.max(devicePixelRatio, right - left), bbox.height);
  }
  ctx.restore();
}

/** What happened, as dotted lines with their names at the top. */
function drawMarkers(pen: Pen, { markers, range: [first, last] }: ChartModel): void {
  const { chart, palette, ratio } = pen;
  const { left, top, width, height } = chart.bbox;
  for (const { at, text } of markers.filter((marker) => marker.at >= first && marker.at <= last)) {
    const x = Math.round(chart.valToPos(at, 'x', true));
    drawLine(pen, palette.accent, [2, 3], x, top, x, top + height);
    const isAtEdge = x - left > width * EDGE;
    drawText(
      pen,
      palette.accent,
      isAtEdge ? 'right' : 'left',
      text,
      x + (isAtEdge ? -5 : 5) * ratio,
      top + LABEL_ROOM * ratio,
    );
  }
}

/** The limits that the scale reaches, dashed, with their names where there is room for them. */
function drawLimits(pen: Pen, { limits }: ChartModel, top: number): void {
  const { chart, palette, ratio } = pen;
  const { left, width } = chart.bbox;
  let lowest = Infinity;
  for (const { value, text } of limits.filter((limit) => limit.value <= top).reverse()) {
    const y = Math.round(chart.valToPos(value, 'y', true));
    drawLine(pen, palette.limit, [4, 4], left, y, left + width, y);
    if (Math.abs(lowest - y) < LABEL_ROOM * ratio) continue;
    lowest = y;
    drawText(pen, palette['ink-3'], 'right', text, left + width - 4 * ratio, y - 2 * ratio);
  }
}

/** With what is written and drawn upon a chart. */
interface Pen {
  chart: uPlot;
  palette: Palette;
  ratio: number;
}

function drawLine(
  { chart: { ctx }, ratio }: Pen,
  colour: string,
  dash: number[],
  ...path: [number, number, number, number]
): void {
  const [fromX, fromY, toX, toY] = path;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  ctx.setLineDash(dash.map((length) => length * ratio));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.restore();
}

/** A rim of the background's colour keeps the text legible upon the lines. */
function drawText(
  { chart: { ctx }, palette, ratio }: Pen,
  colour: string,
  align: CanvasTextAlign,
  text: string,
  x: number,
  bottom: number,
): void {
  ctx.save();
  ctx.font = palette.font.replace(/^\d+px/, `${LABEL_SIZE * ratio}px`);
  ctx.textAlign = align;
  ctx.textBaseline = 'bottom';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 3 * ratio;
  ctx.strokeText(text, x, bottom);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, bottom);
  ctx.restore();
}

/** The smallest round top above everything that is in sight. */
function scaleTop({ lines, minTop, times, range: [first, last] }: ChartModel): number {
  const isInSight = (step: number) => (times[step + 1] ?? last) >= first && (times[step - 1] ?? first) <= last;
  const values = lines.flatMap(({ drawn }) => drawn.map((value, step) => (isInSight(step) ? (value ?? 0) : 0)));
  const highest = Math.max(minTop, ...values.map((value) => value * ROOM_ABOVE));
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  return magnitude * (ROUND_TOPS.find((round) => round * magnitude >= highest) ?? 10);
}
