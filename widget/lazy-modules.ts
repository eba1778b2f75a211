/** The modules that not every element needs. Each is imported when it is first needed. */
import type { CSSResult, ReactiveControllerHost } from 'lit';
import type * as PlotModule from './charts/plot.js';
import type * as PageModule from './page.js';
import type * as DialogModule from './views/page/alert-dialog.js';
import type * as RequestListsModule from './views/page/request-lists.js';
import type * as DetailsModule from './views/panel/panel-details.js';

interface Modules {
  details: typeof DetailsModule;
  page: typeof PageModule;
  plot: typeof PlotModule;
  dialog: typeof DialogModule;
  requestLists: typeof RequestListsModule;
}

/** A lazy module. */
export type ModuleName = keyof Modules;

const importers: { [Name in keyof Modules]: () => Promise<Modules[Name]> } = {
  details: () => import('./views/panel/panel-details.js'),
  page: () => import('./page.js'),
  plot: () => import('./charts/plot.js'),
  dialog: () => import('./views/page/alert-dialog.js'),
  requestLists: () => import('./views/page/request-lists.js'),
};

/** One element's lazy modules. The styles of a module are added to the element's shadow root. */
export class LazyModules {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #modules: { [Name in keyof Modules]?: Modules[Name] | null } = {};
  readonly #requested = new Set<ModuleName>();

  readonly #styles: Set<CSSResult>;

  /** @param styles those that the host has from the start */
  constructor(host: ReactiveControllerHost & HTMLElement, styles: readonly CSSResult[]) {
    this.#host = host;
    this.#styles = new Set(styles);
  }

  /** The module; undefined until it has been loaded, null when it could not be loaded. */
  get<Name extends ModuleName>(name: Name): Modules[Name] | null | undefined {
    return this.#modules[name];
  }

  /** Imports a module, once; updates the element when it has come. */
  load(name: ModuleName): void {
    if (this.#requested.has(name)) return;
    this.#requested.add(name);
    void this.#import(name);
  }

  async #import(name: ModuleName): Promise<void> {
    try {
      const module = await importers[name]();
      this.addStyles(module.styles);
      Object.assign(this.#modules, { [name]: module });
    } catch (error) {
      console.warn(`<align-monitor> could not load its ${name}.`, error);
      this.#modules[name] = null;
    }
    this.#host.requestUpdate();
  }

  /**
   * Gives the shadow root its styles, each once. Sheets belong to a document, which takes no other's: in another one,
   * such as a pop-up's, they are made anew.
   */
  addStyles(styles: readonly CSSResult[] = []): void {
    for (const style of styles) this.#styles.add(style);
    const { shadowRoot, ownerDocument } = this.#host;
    const view = ownerDocument.defaultView;
    if (shadowRoot === null || view === null) return;
    shadowRoot.adoptedStyleSheets = [...this.#styles].map(({ cssText, styleSheet }) => {
      if (view === window && styleSheet) return styleSheet;
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(cssText);
      return sheet;
    });
  }
}
