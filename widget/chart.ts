/** Draws a chart with uPlot on a canvas. Loaded on its own, with the first chart that is shown. */
import { noChange } from 'lit/html.js';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';
import uPlot from 'uplot';
import type { ChartHandlers, ChartModel } from './chart-model.js';
import { chartOptions, plotData } from './chart-options.js';
import { followPinch } from './chart-pinch.js';
import { plotStyles } from './plot.styles.js';
import { ThemeWatch, type Palette } from './theme.js';

/** For the shadow root that the chart is in. */
export const styles = [plotStyles];

/** One chart in one element; follows its model, its size and its colours until it ends. */
class Chart {
  readonly #plot: uPlot;
  readonly #theme: ThemeWatch;
  readonly #sizes: ResizeObserver;
  #model: ChartModel;
  #palette: Palette;
  #frame = 0;

  constructor(host: HTMLElement, model: ChartModel, handlers: ChartHandlers) {
    this.#model = model;
    this.#theme = new ThemeWatch(host, () => this.#repaint());
    this.#palette = this.#theme.palette();
    const size = { width: host.clientWidth, height: host.clientHeight };
    const options = chartOptions(size, { model: () => this.#model, palette: () => this.#palette, handlers });
    this.#plot = new uPlot(options, plotData(model), host);
    followPinch(this.#plot.over, (x) => this.#plot.posToVal(x, 'x'), handlers.zoom);
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
  #lines = '';
  #last: [ChartModel, ChartHandlers] | null = null;

  override render(model: ChartModel, handlers: ChartHandlers): unknown {
    this.#last = [model, handlers];
    const lines = model.lines.map(({ label }) => label).join('\n');
    if (lines !== this.#lines) this.#end();
    this.#lines = lines;
    if (this.#chart === null) this.#begin();
    else this.#chart.show(model);
    return noChange;
  }

  override update({ element }: ElementPart, [model, handlers]: [ChartModel, ChartHandlers]): unknown {
    this.#element = element;
    return this.render(model, handlers);
  }

  override disconnected(): void {
    this.#end();
  }

  override reconnected(): void {
    this.#begin();
  }

  /** Not at once: an element that is only being made has neither a size nor colours. */
  #begin(): void {
    queueMicrotask(() => {
      const element = this.#element;
      if (!this.isConnected || !(element instanceof HTMLElement) || !element.isConnected) return;
      if (this.#last !== null) this.#chart ??= new Chart(element, ...this.#last);
    });
  }

  #end(): void {
    this.#chart?.end();
    this.#chart = null;
  }
}

/** `<div ${plot(model, handlers)}>` draws the chart into the element; the handlers stay those that were given first. */
export const plot = directive(Plot);
