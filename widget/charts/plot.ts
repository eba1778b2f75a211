/** Draws a chart with uPlot on a canvas. A module of its own, loaded with the first chart. */
import { noChange } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';
import uPlot from 'uplot';
import type { ChartHandlers, ChartModel } from '../model/charts/chart.js';
import { plotStyles } from '../styles/plot.styles.js';
import { chartOptions, plotData } from './options.js';
import { pinchZoom } from './pinch-zoom.js';
import { ThemeColours, type Palette } from './theme-colours.js';

/** For the shadow root that the chart is in. */
export const styles = [plotStyles];

/** One chart in one element. Follows its model, its size and its colours. */
class Chart {
  readonly #plot: uPlot;
  readonly #colours: ThemeColours;
  readonly #resizeObserver: ResizeObserver;
  #model: ChartModel;
  #palette: Palette;
  #frame = 0;

  constructor(host: HTMLElement, model: ChartModel, handlers: ChartHandlers) {
    this.#model = model;
    this.#colours = new ThemeColours(host, () => this.#repaint());
    this.#palette = this.#colours.palette();
    const size = () => ({ width: host.clientWidth, height: host.clientHeight });
    const options = chartOptions(size(), { model: () => this.#model, palette: () => this.#palette, handlers });
    this.#plot = new uPlot(options, plotData(model), host);
    pinchZoom(this.#plot.over, (x) => this.#plot.posToVal(x, 'x'), handlers.zoom);
    this.#resizeObserver = new ResizeObserver(() => {
      if (host.clientWidth > 0) this.#plot.setSize(size());
    });
    this.#resizeObserver.observe(host);
  }

  show(model: ChartModel): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#plot.setData(plotData(model));
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizeObserver.disconnect();
    this.#colours.destroy();
    this.#plot.destroy();
  }

  /** Once for all colours that change together. */
  #repaint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#palette = this.#colours.palette();
      this.#plot.redraw(false);
    });
  }
}

class PlotDirective extends AsyncDirective {
  #element: Element | undefined;
  #chart: Chart | null = null;
  /** The labels of the lines that uPlot was made with; it cannot add lines later. */
  #labels = '';
  #latest: [ChartModel, ChartHandlers] | null = null;

  override render(model: ChartModel, handlers: ChartHandlers): unknown {
    this.#latest = [model, handlers];
    const labels = model.lines.map(({ label }) => label).join('\n');
    if (labels !== this.#labels) this.#destroy();
    this.#labels = labels;
    if (this.#chart === null) this.#create();
    else this.#chart.show(model);
    return noChange;
  }

  override update({ element }: ElementPart, [model, handlers]: [ChartModel, ChartHandlers]): unknown {
    this.#element = element;
    return this.render(model, handlers);
  }

  override disconnected(): void {
    this.#destroy();
  }

  override reconnected(): void {
    this.#create();
  }

  /** In a microtask: while the template is rendered, the element has neither a size nor colours. */
  #create(): void {
    queueMicrotask(() => {
      const element = this.#element;
      if (!this.isConnected || !(element instanceof HTMLElement) || !element.isConnected) return;
      if (this.#latest !== null) this.#chart ??= new Chart(element, ...this.#latest);
    });
  }

  #destroy(): void {
    this.#chart?.destroy();
    this.#chart = null;
  }
}

/** `<div ${plot(model, handlers)}>` draws the chart into the element. The first handlers stay for the chart's lifetime. */
export const plot = directive(PlotDirective);
