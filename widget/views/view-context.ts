/** What views are given besides their part of the model. */
import type { ChartViews } from '../charts/plot.js';
import type { PageControllers } from '../controllers/page-controllers.js';
import type { ViewModel } from '../model/view-model.js';
import type { ViewState } from '../model/view-state.js';
import type { AccessViews } from './access/access.js';
import type { DialogViews } from './page/alert-dialog.js';
import type { RequestViews } from './page/request-lists.js';
import type * as PanelDetails from './panel/panel-details.js';

/** For badge and panel. Lazy parts are undefined until they have been loaded, and null when they could not be loaded. */
export interface PanelContext {
  readonly view: ViewModel;
  /** The address of the figures. */
  readonly src: string;
  /** The system's name; empty when it has none. */
  readonly label: string;
  readonly state: ViewState;
  readonly setState: (changes: Partial<ViewState>) => void;
  readonly isRefreshing: boolean;
  readonly refresh: () => void;
  readonly details: typeof PanelDetails | null | undefined;
  readonly access: AccessViews | null | undefined;
}

/** What an element gives its page. */
export interface ElementContext extends PanelContext {
  readonly plot: ChartViews | null | undefined;
  readonly dialog: DialogViews | null | undefined;
  readonly requestLists: RequestViews | null | undefined;
}

/** For the page. */
export interface PageContext extends ElementContext, PageControllers {}
