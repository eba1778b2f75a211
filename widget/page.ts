/** What an element loads when it is a page: the page's words, views and controllers. */
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import { loadPlot } from './charts/load.js';
import type { ChartViews } from './charts/plot.js';
import { addPageControllers } from './controllers/page-controllers.js';
import type { Importer, ViewSource } from './controllers/view-source.js';
import { initialPageState } from './model/page-state.js';
import { withWords } from './strings/lazy-words.js';
import type { DialogViews } from './views/page/alert-dialog.js';
import { page } from './views/page/page.js';
import type { RequestViews } from './views/page/request-lists.js';
import { panel } from './views/panel/panel.js';
import type { PanelContext } from './views/view-context.js';

export { styles } from './views/page/page.js';

/** The page of one element. */
export interface PageViews {
  /** Undefined until its words have been loaded. */
  readonly page: (context: PanelContext) => TemplateResult | undefined;
  /** Fetches again what could not be fetched. */
  readonly retry: () => void;
}

const plotModule: Importer<ChartViews> = () => loadPlot(() => import('./charts/plot.js'));
const dialogModule: Importer<DialogViews> = () => import('./views/page/alert-dialog.js');
const requestsModule: Importer<RequestViews> = () => import('./views/page/request-lists.js');

/** Adds the page to an element. The panel takes the place of a page whose words could not be loaded. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): PageViews {
  const controllers = addPageControllers(host, source);
  const update = (loading: Promise<void>) => source().wait(loading.then(() => host.requestUpdate()));
  return {
    page: (context) => {
      const { view, load } = context;
      const state = { ...initialPageState, ...context.state };
      const strings = withWords(view.display.strings, view.display.strings.page, update);
      if (!strings) return strings === null ? panel(context) : undefined;
      return page({
        ...context,
        ...controllers,
        state,
        view: { ...view, display: { ...view.display, strings } },
        plot: view.metrics?.view === 'all' ? load(plotModule) : undefined,
        dialog: state.action === null ? undefined : load(dialogModule),
        requestLists: state.openEndpoint === null ? undefined : load(requestsModule),
        words: (loadWords) => withWords(strings, loadWords, update),
      });
    },
    retry: () => controllers.history.retry(),
  };
}
