/** Draws a chart with uPlot on a canvas. Loaded on its own, with the first chart that is shown. */
import { noChange } from 'lit/html.js';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';
import uPlot from 'uplot';
import { chartOptions, plotData } from './chart-options.js';
import type { ChartModel } from './page-model.js';
import { plotStyles } from './plot.styles.js';
import { ThemeWatch, type Palette } from './theme.js';

/** For the shadow root that the chart is in. */
export const styles = [plotStyles];

/** Is told the step that the pointer is at, or null when it has left. */
export type PointHandler = (index: number | null) => void;

/** One chart in one element; follows its model, its size and its colours until it ends. */
class Chart {
  readonly #plot: uPlot;
  readonly #theme: ThemeWatch;
  readonly #sizes: ResizeObserver;
  #model: ChartModel;
  #palette: Palette;
  #frame = 0;

  constructor(host: HTMLElement, model: ChartModel, point: PointHandler) {
    this.#model = model;
    this.#theme = new ThemeWatch(host, () => this.#repaint());
    this.#palette = this.#theme.palette();
    const size = { width: host.clientWidth, height: host.clientHeight };
    const options = chartOptions(size, { model: () => this.#model, palette: () => this.#palette, point });
    this.#plot = new uPlot(options, plotData(model), host);
    this.#sizes = new ResizeObserver(() => {
      if (host.clientWidth > 0) this.#plot.setSize({ width: host.clientWidth, height: host.clientHeight });
    });
    this.#sizes.observe(host);
  }

  show(model: ChartModel): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#plot.setData(plotData(model));
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#sizes.disconnect();
    this.#theme.end();
    this.#plot.destroy();
  }

  /** Once for all colours that change together. */
  #repaint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#palette = this.#theme.palette();
      this.#plot.redraw(false);
    });
  }
}

class Plot extends AsyncDirective {
  #element: Element | undefined;
  #chart: Chart | null = null;
  #last: [ChartModel, PointHandler] | null = null;

  override render(model: ChartModel, point: PointHandler): unknown {
    this.#last = [model, point];
    if (!this.isConnected || !(this.#element instanceof HTMLElement)) return noChange;
    if (this.#chart === null) this.#chart = new Chart(this.#element, model, point);
    else this.#chart.show(model);
    return noChange;
  }

  override update({ element }: ElementPart, [model, point]: [ChartModel, PointHandler]): unknown {
    this.#element = element;
    return this.render(model, point);
  }

  override disconnected(): void {
    this.#chart?.end();
    this.#chart = null;
  }

  override reconnected(): void {
    if (this.#last !== null) this.render(...this.#last);
  }
}

/** `<div ${plot(model, point)}>` draws the chart into the element; `point` stays the one that was given first. */
export const plot = directive(Plot);
