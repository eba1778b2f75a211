/** The modules that not every element needs. Each is imported when it is first needed. */
import type { CSSResult, ReactiveControllerHost } from 'lit';
import type * as PlotModule from './charts/plot.js';
import type * as PageModule from './page.js';
import type * as AccessModule from './views/access/access.js';
import type * as DialogModule from './views/page/alert-dialog.js';
import type * as RequestListsModule from './views/page/request-lists.js';
import type * as DetailsModule from './views/panel/panel-details.js';

interface Modules {
  access: typeof AccessModule;
  details: typeof DetailsModule;
  page: typeof PageModule;
  plot: typeof PlotModule;
  dialog: typeof DialogModule;
  requestLists: typeof RequestListsModule;
}

/** A lazy module. */
export type ModuleName = keyof Modules;

const importers: { [Name in keyof Modules]: () => Promise<Modules[Name]> } = {
  access: () => import('./views/access/access.js'),
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

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
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
      this.#addStyles(module.styles);
      Object.assign(this.#modules, { [name]: module });
    } catch (error) {
      console.warn(`<align-monitor> could not load its ${name}.`, error);
      this.#modules[name] = null;
    }
    this.#host.requestUpdate();
  }

  /** A sheet that several modules bring is added once. */
  #addStyles(styles: readonly CSSResult[]): void {
    const root = this.#host.shadowRoot;
    const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
    if (root !== null) root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
  }
}
