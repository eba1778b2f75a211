/** Draws a chart with uPlot on a canvas. A module of its own, loaded with the first chart. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import uPlot from 'uplot';
import type { ChartHandlers, ChartModel } from '../model/charts/chart.js';
import type { ViewState } from '../model/view-state.js';
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

  /** Shows another model; false when it has other lines, which uPlot cannot add later. */
  show(model: ChartModel): boolean {
    if (labelsOf(model) !== labelsOf(this.#model)) return false;
    if (model !== this.#model) {
      this.#model = model;
      this.#plot.setData(plotData(model));
    }
    return true;
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

function labelsOf({ lines }: ChartModel): string {
  return lines.map(({ label }) => label).join('\n');
}

/** The charts of one element. */
export interface ChartViews {
  /** Has a chart drawn after this update, in the element whose `data-chart` is what this returns. */
  readonly place: (model: ChartModel) => string;
}

/** Adds them to an element. */
export function addTo(host: Host, source: () => { setState: (changes: Partial<ViewState>) => void }): ChartViews {
  return new PlotController(host, {
    point: (pointedStep) => source().setState({ pointedStep }),
    zoom: (zoom) => source().setState({ zoom }),
  });
}

type Host = ReactiveControllerHost & HTMLElement;

class PlotController implements ReactiveController, ChartViews {
  readonly #host: Host;
  readonly #handlers: ChartHandlers;
  readonly #models = new Map<string, ChartModel>();
  readonly #charts = new Map<HTMLElement, Chart>();

  constructor(host: Host, handlers: ChartHandlers) {
    this.#host = host;
    this.#handlers = handlers;
    host.addController(this);
  }

  place(model: ChartModel): string {
    this.#models.set(model.name, model);
    return model.name;
  }

  hostUpdated(): void {
    const places = new Set(this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[data-chart]'));
    this.#destroy((place) => !places.has(place));
    for (const place of places) {
      const model = this.#models.get(place.dataset['chart'] ?? '');
      if (model === undefined || this.#charts.get(place)?.show(model)) continue;
      this.#destroy((other) => other === place);
      this.#charts.set(place, new Chart(place, model, this.#handlers));
    }
  }

  hostDisconnected(): void {
    this.#destroy(() => true);
  }

  #destroy(isOver: (place: HTMLElement) => boolean): void {
    for (const [place, chart] of this.#charts) {
      if (!isOver(place)) continue;
      chart.destroy();
      this.#charts.delete(place);
    }
  }
}
