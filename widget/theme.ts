/** The element's colours for a canvas, which knows neither custom properties nor `light-dark()`. */

/** The custom properties that are looked up, without their `--_`. */
const TOKENS = ['surface', 'surface-2', 'ink-3', 'line', 'limit', 'accent', 'warn', 'bad', 'p99'] as const;

/** The name of a colour. */
export type Token = (typeof TOKENS)[number];

/** The colours as a canvas understands them. */
export type Palette = Record<Token | 'area', string> & { font: string };

/** An area lets the grid behind it through. */
const AREA = 'color-mix(in oklab, var(--_accent) 28%, transparent)';

/** Resolves the colours of an element's shadow root and tells when they change. */
export class ThemeWatch {
  readonly #probe = document.createElement('span');
  /** Has a transition on its colours, so that any change of them is an event, whatever brought it about. */
  readonly #watcher = document.createElement('span');
  readonly #changed: () => void;

  /** `host` gets two invisible children. */
  constructor(host: HTMLElement, changed: () => void) {
    this.#changed = changed;
    this.#probe.className = 'probe';
    this.#watcher.className = 'probe watcher';
    this.#watcher.addEventListener('transitionrun', this.#changed);
    host.append(this.#probe, this.#watcher);
  }

  /** The colours that hold now, and the font. */
  palette(): Palette {
    const resolve = (colour: string) => {
      this.#probe.style.color = colour;
      return getComputedStyle(this.#probe).color;
    };
    const colours = TOKENS.map((token): [Token, string] => [token, resolve(`var(--_${token})`)]);
    const font = `11px ${getComputedStyle(this.#probe).fontFamily}`;
    return { ...(Object.fromEntries(colours) as Record<Token, string>), area: resolve(AREA), font };
  }

  /** Removes what it added. */
  end(): void {
    this.#watcher.removeEventListener('transitionrun', this.#changed);
    this.#watcher.remove();
    this.#probe.remove();
  }
}
