/** What views are given besides their part of the model. */
import type { ChartViews } from '../charts/plot.js';
import type { PageControllers } from '../controllers/page-controllers.js';
import type { ViewSource } from '../controllers/view-source.js';
import type { PageDisplay } from '../model/text/display-context.js';
import type { PageState } from '../model/page-state.js';
import type { ViewModel } from '../model/view-model.js';
import type { ViewState } from '../model/view-state.js';
import type { PageStrings, Strings } from '../strings/index.js';
import type { AccessViews } from './access/access.js';
import type { DialogViews } from './page/alert-dialog.js';
import type { RequestViews } from './page/request-lists.js';
import type { DetailViews } from './panel/panel-details.js';

/** For badge and panel. Lazy parts are undefined until they have been loaded, and null when they could not be loaded. */
export interface PanelContext extends Pick<ViewSource, 'state' | 'setState' | 'refresh' | 'load'> {
  readonly view: ViewModel;
  /** The address of the figures. */
  readonly src: string;
  /** The system's name; empty when it has none. */
  readonly label: string;
  readonly isRefreshing: boolean;
  readonly details: DetailViews | null | undefined;
  readonly access: AccessViews | null | undefined;
}

/** What a page shows, with its words. */
export type PageView = ViewModel & { readonly display: PageDisplay };

/** For the page. */
export interface PageContext extends PanelContext, PageControllers {
  readonly view: PageView;
  readonly state: ViewState & PageState;
  readonly plot: ChartViews | null | undefined;
  readonly dialog: DialogViews | null | undefined;
  readonly requestLists: RequestViews | null | undefined;
  /** The page's words with those of a card, loaded when they are first asked for; undefined and null as for modules. */
  readonly words: <Words extends object>(
    load: () => Promise<Words>,
  ) => (Strings & PageStrings & Words) | null | undefined;
}
