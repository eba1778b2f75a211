/** What views are given besides their part of the model. */
import type * as Plot from '../charts/plot.js';
import type { PageControllers } from '../controllers/page-controllers.js';
import type { ViewModel } from '../model/view-model.js';
import type { ViewState } from '../model/view-state.js';
import type { AccessViews } from './access/access.js';
import type * as AlertDialog from './page/alert-dialog.js';
import type * as RequestLists from './page/request-lists.js';
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
  readonly access: AccessViews | null;
}

/** For the page. */
export interface PageContext extends PanelContext, PageControllers {
  readonly plot: typeof Plot | null | undefined;
  readonly dialog: typeof AlertDialog | null | undefined;
  readonly requestLists: typeof RequestLists | null | undefined;
}
