/** The parts that not every element needs, each loaded when it is first shown: the page's views, charts, lists, tables. */
import type * as ChartModule from './chart.js';
import type { SharedSheet } from './css.js';
import type * as ChartsModule from './views/charts.js';
import type * as HandsModule from './views/hands.js';
import type * as MoreModule from './views/more.js';
import type * as PageModule from './views/page.js';
import type * as RequestsModule from './views/requests.js';

/** The modules by name. */
interface Modules {
  page: typeof PageModule;
  charts: typeof ChartsModule;
  chart: typeof ChartModule;
  more: typeof MoreModule;
  hands: typeof HandsModule;
  requests: typeof RequestsModule;
}

const importers: { [Name in keyof Modules]: () => Promise<Modules[Name]> } = {
  page: () => import('./views/page.js'),
  charts: () => import('./views/charts.js'),
  chart: () => import('./chart.js'),
  more: () => import('./views/more.js'),
  hands: () => import('./views/hands.js'),
  requests: () => import('./views/requests.js'),
};

/** Gives a part, if it is here, and begins to load it when asked for the first time; null when it could not be had. */
export type Parts = <Name extends keyof Modules>(name: Name) => Modules[Name] | null | undefined;

/** One element's parts; their styles go into its shadow root, and `loaded` is called as they come. */
export function partsOf(root: ShadowRoot, loaded: () => void): Parts {
  const modules = new Map<string, unknown>();
  const load = async (name: keyof Modules): Promise<void> => {
    modules.set(name, undefined);
    let module: { styles: readonly SharedSheet[] } | null = null;
    try {
      module = await importers[name]();
      root.adoptedStyleSheets.push(...module.styles.map((style) => style()));
    } catch (error) {
      console.warn(`<align-monitor> could not load its ${name}.`, error);
    }
    modules.set(name, module);
    loaded();
  };
  return <Name extends keyof Modules>(name: Name) => {
    if (!modules.has(name)) void load(name);
    return modules.get(name) as Modules[Name] | null | undefined;
  };
}
