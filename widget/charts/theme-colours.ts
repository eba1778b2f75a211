/** The element's colours for a canvas, which knows neither custom properties nor `light-dark()`. */
import type { LineColour } from '../model/charts/chart.js';

/** The custom properties that are resolved, without their `--_`. */
const TOKENS = ['surface', 'surface-2', 'line', 'ink-3', 'limit', 'accent', 'warn', 'bad', 'p99'] as const satisfies (
  LineColour | 'surface' | 'surface-2' | 'line'
)[];

/** Resolved colours by the names of their custom properties. */
export type Palette = Record<(typeof TOKENS)[number], string> & {
  /** For the area under a line; lets the grid show through. */
  area: string;
  font: string;
};

const AREA = 'color-mix(in oklab, var(--_accent) 28%, transparent)';

/** Resolves the colours of a chart's element, and reports when they change. */
export class ThemeColours {
  readonly #probe = document.createElement('span');
  /** Has a transition on its colours, so that every change of them fires an event, whatever caused it. */
  readonly #watcher = document.createElement('span');

  /** Adds two invisible children to `host`. */
  constructor(host: HTMLElement, changed: () => void) {
    this.#probe.className = 'probe';
    this.#watcher.className = 'probe watcher';
    this.#watcher.addEventListener('transitionrun', changed);
    host.append(this.#probe, this.#watcher);
  }

  /** The current colours and the font. */
  palette(): Palette {
    const resolve = (colour: string) => {
      this.#probe.style.color = colour;
      return getComputedStyle(this.#probe).color;
    };
    const colours = TOKENS.map((token): [(typeof TOKENS)[number], string] => [token, resolve(`var(--_${token})`)]);
    return {
      ...(Object.fromEntries(colours) as Record<(typeof TOKENS)[number], string>),
      area: resolve(AREA),
      font: `11px ${getComputedStyle(this.#probe).fontFamily}`,
    };
  }

  /** Removes what it has added. */
  destroy(): void {
    this.#watcher.remove();
    this.#probe.remove();
  }
}
