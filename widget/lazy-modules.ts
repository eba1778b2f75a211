/** The modules that not every element needs. Each is imported when it is first needed. */
import { adoptStyles, supportsAdoptingStyleSheets, type CSSResult, type ReactiveControllerHost } from 'lit';
import type { Importer, LazyModule, ViewSource } from './controllers/view-source.js';

type Host = ReactiveControllerHost & HTMLElement;

/** One element's lazy modules. The styles of a module are added to the element's shadow root. */
export class LazyModules {
  readonly #host: Host;
  readonly #source: () => ViewSource;
  /** Undefined while a module is being loaded, null when it could not be. */
  readonly #views = new Map<Importer<unknown>, unknown>();
  #styles: CSSResult[];
  /** Settles when everything has been loaded that has been asked for so far; never rejects. */
  loading: Promise<unknown> = Promise.resolve();

  /** @param styles those that the host has from the start */
  constructor(host: Host, styles: CSSResult[], source: () => ViewSource) {
    this.#host = host;
    this.#source = source;
    this.#styles = styles;
  }

  /** What an element uses of a module; undefined until it has been loaded, null when it could not be loaded. */
  get<Views>(importer: Importer<Views>): Views | null | undefined {
    return this.#views.get(importer) as Views | null | undefined;
  }

  /** Imports a module, once, and updates the element when it has come. Returns the same as `get`. */
  load<Views>(importer: Importer<Views>): Views | null | undefined {
    if (!this.#views.has(importer)) this.wait(this.#import(importer));
    return this.get(importer);
  }

  /** Has `loading` wait for something else, too, which must not reject. */
  wait(promise: Promise<unknown>): void {
    this.loading = Promise.all([this.loading, promise]);
  }

  async #import(importer: Importer<unknown>): Promise<void> {
    this.#views.set(importer, undefined);
    try {
      const module = (await importer()) as LazyModule<object>;
      this.addStyles(module.styles);
      this.#views.set(importer, 'addTo' in module ? module.addTo(this.#host, this.#source) : module);
    } catch (error) {
      console.warn('<align-monitor> could not load its parts.', error);
      this.#views.set(importer, null);
    }
    this.#host.requestUpdate();
  }

  /**
   * Gives the shadow root its styles, each once. Sheets belong to a document, which takes no other's: in another one,
   * such as a pop-up's, they are made anew.
   */
  addStyles(styles: readonly CSSResult[]): void {
    const added = styles.filter((sheet) => !this.#styles.includes(sheet));
    this.#styles = [...this.#styles, ...added];
    const { shadowRoot: root, ownerDocument } = this.#host;
    const view = ownerDocument.defaultView;
    if (!root || !view) return;
    // Where sheets cannot be adopted, as in jsdom, they become elements, which stay.
    if (!supportsAdoptingStyleSheets) return adoptStyles(root, added);
    if (view === window) return adoptStyles(root, this.#styles);
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(this.#styles.join(''));
    root.adoptedStyleSheets = [sheet];
  }
}
