/** The modules that not every element needs. Each is imported when it is first needed. */
import { adoptStyles, type CSSResult, type ReactiveControllerHost } from 'lit';
import type { ChartViews } from './charts/plot.js';
import type { ViewSource } from './controllers/view-source.js';
import type { PageViews } from './page.js';
import type { AccessViews } from './views/access/access.js';
import type { DialogViews } from './views/page/alert-dialog.js';
import type { RequestViews } from './views/page/request-lists.js';
import type * as DetailsModule from './views/panel/panel-details.js';

/** What the views of an element use of each module. */
interface Modules {
  access: AccessViews;
  details: typeof DetailsModule;
  dialog: DialogViews;
  page: PageViews;
  plot: ChartViews;
  requestLists: RequestViews;
}

/** A lazy module. */
export type ModuleName = keyof Modules;

/** An element that views with a state of their own can be added to. */
type Host = ReactiveControllerHost & HTMLElement;

/** A module is used as it is, or through the views that it adds to an element. */
type Module<Views> = { styles: readonly CSSResult[] } & (
  Views | { addTo: (host: Host, source: () => ViewSource) => Views }
);

const importers: { [Name in ModuleName]: () => Promise<Module<Modules[Name]>> } = {
  access: () => import('./views/access/access.js'),
  details: () => import('./views/panel/panel-details.js'),
  dialog: () => import('./views/page/alert-dialog.js'),
  page: () => import('./page.js'),
  plot: () => import('./charts/plot.js'),
  requestLists: () => import('./views/page/request-lists.js'),
};

/** One element's lazy modules. The styles of a module are added to the element's shadow root. */
export class LazyModules {
  readonly #host: Host;
  readonly #source: () => ViewSource;
  readonly #modules: { [Name in ModuleName]?: Modules[Name] | null } = {};
  readonly #requested = new Set<ModuleName>();
  #styles: CSSResult[];

  /** @param styles those that the host has from the start */
  constructor(host: Host, styles: CSSResult[], source: () => ViewSource) {
    this.#host = host;
    this.#source = source;
    this.#styles = styles;
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
      Object.assign(this.#modules, { [name]: 'addTo' in module ? module.addTo(this.#host, this.#source) : module });
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
  addStyles(styles: readonly CSSResult[]): void {
    this.#styles = [...new Set([...this.#styles, ...styles])];
    const { shadowRoot: root, ownerDocument } = this.#host;
    const view = ownerDocument.defaultView;
    if (!root || !view) return;
    if (view === window) return adoptStyles(root, this.#styles);
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(this.#styles.join(''));
    root.adoptedStyleSheets = [sheet];
  }
}
