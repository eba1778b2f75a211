/** The options of uPlot for a chart. Whatever can change is read when uPlot draws. */
import type uPlot from 'uplot';
import type { ChartHandlers, ChartLine, ChartModel } from '../model/charts/chart.js';
import { xIn } from './pinch-zoom.js';
import { drawBands, drawLimits, drawMarkers } from './draw-annotations.js';
import type { Palette } from './theme-colours.js';

/** What a chart is drawn from; `model` and `palette` return the current ones. */
export interface ChartSource {
  model: () => ChartModel;
  palette: () => Palette;
  handlers: ChartHandlers;
}

const WIDTHS: Record<ChartLine['style'], number> = { thin: 1.3, thick: 2, dotted: 1.5, area: 1.3, 'solid-area': 1 };
/** Steps of the time axis in seconds. */
const TIME_STEPS = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200];
/** A shorter drag, in CSS pixels, is a click. */
const MIN_DRAG = 8;
/** Charts with this key share the pointer. */
const SYNC_KEY = 'align-monitor';
const AXIS_WIDTH = 58;
const AXIS_HEIGHT = 26;
/** The y axis has four divisions; a quarter of each of these is round. */
const ROUND_TOPS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];
const ROOM_ABOVE = 1.08;

/** The data as uPlot takes them: the times, then one list per line. */
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
      drag: { setScale: false, dist: MIN_DRAG },
      points: { show: false },
      // All charts point at the same time, but a drag stays in its own chart.
      sync: { key: SYNC_KEY, scales: ['x', null], filters: { pub: (type) => /move|leave/.test(type) } },
      bind: { dblclick: () => () => (handlers.zoom(null), null) },
      // uPlot measures from where the chart was last seen on the screen, in pixels of the screen. A chart that follows
      // another one has no event.
      move: ({ over, cursor: { event } }, left, top) => [
        event && event.type !== 'mouseleave' ? xIn(over, event) : left,
        top,
      ],
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
          const { minute, clock } = model();
          return splits.map(splits.every((seconds) => seconds % 60 === 0) ? minute : clock);
        },
      },
      {
        ...axis,
        grid,
        size: AXIS_WIDTH,
        splits: () => [0, 1, 2, 3, 4].map((quarter) => (quarter / 4) * top()),
        values: (_, splits) => splits.map((value) => model().formatAxis(value)),
      },
    ],
    series: [{}, ...model().lines.map((line) => seriesOptions(line, palette))],
    hooks: {
      drawClear: [(chart) => drawBands(chart, model(), palette())],
      draw: [
        (chart) => {
          drawLimits(chart, model(), palette(), top());
          drawMarkers(chart, model(), palette());
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

/** Offsets from UTC, and their changes, are whole multiples of this, or of three times as much; in seconds. */
const ZONE_GRID = 300;

/**
 * The times on the axis, at whole steps of the reader's local time, also where the clock changes: an hour that it skips
 * has no time, and one that it repeats has a second one only if that is a whole step later. All in seconds, times since
 * 1970; `utcOffset` returns what is to be added to local time.
 */
export function timeSplits(
  first: number,
  last: number,
  step: number,
  utcOffset = (at: number) => new Date(at * 1000).getTimezoneOffset() * 60,
): number[] {
  const splits: number[] = [];
  const grid = Math.min(step, ZONE_GRID);
  let [before, latest] = [-step, -Infinity];
  for (let at = Math.ceil(first / grid) * grid; at <= last; at += grid) {
    const local = at - utcOffset(at);
    if (local % step !== 0 || (local <= latest && at < before + step)) continue;
    splits.push(at);
    [before, latest] = [at, local];
  }
  return splits;
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

/** The values between two gaps, which have no line and are drawn as dots. */
function lonePoints(chart: uPlot, series: number): number[] {
  const values = [...(chart.data[series] ?? [])];
  const isGap = (index: number) => (values[index] ?? null) === null;
  return [...values.keys()].filter((index) => !isGap(index) && isGap(index - 1) && isGap(index + 1));
}

/** The end of the y axis: the smallest round value above all visible ones. */
function scaleTop({ lines, minTop, times, range: [first, last] }: ChartModel): number {
  const isVisible = (step: number) => (times[step + 1] ?? last) >= first && (times[step - 1] ?? first) <= last;
  const values = lines.flatMap(({ drawn }) => drawn.map((value, step) => (isVisible(step) ? (value ?? 0) : 0)));
  const highest = Math.max(minTop, ...values.map((value) => value * ROOM_ABOVE));
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  return magnitude * (ROUND_TOPS.find((round) => round * magnitude >= highest) ?? 10);
}
