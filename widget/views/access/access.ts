/**
 * What depends on who is asking: what the public is shown of a monitor, the way to sign in, and the menu of those who are
 * signed in. Loaded for the public, and with the menu.
 */
import type { ReactiveControllerHost } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { HistoryController } from '../../controllers/history-controller.js';
import { SessionController } from '../../controllers/session-controller.js';
import type { ViewSource } from '../../controllers/view-source.js';
import type { Figure } from '../../model/figures.js';
import type { ViewModel } from '../../model/view-model.js';
import { accessStyles } from '../../styles/access.styles.js';
import { historyStyles } from '../../styles/history.styles.js';
import { styles as detailStyles } from '../panel/panel-details.js';
import type { PageContext, PanelContext } from '../view-context.js';
import { accountMenu, type SignedIn } from './account-menu.js';
import { figureRemark, publicCards, publicLists } from './public.js';
import { signInLink } from './sign-in-link.js';

/** For these views. */
export const styles = [...detailStyles, ...historyStyles, accessStyles];

/** The views, for one element. */
export interface AccessViews {
  /** What the panel of the public has below its figures. */
  readonly lists: (metrics: Metrics, context: PanelContext) => unknown;
  /** The same for the page. */
  readonly cards: (context: PanelContext) => unknown;
  /** A link, where signing in is possible. */
  readonly signIn: (context: PanelContext) => unknown;
  /** What is said below a figure. */
  readonly figureRemark: (figure: Figure, view: ViewModel) => unknown;
  readonly menu: (context: PageContext, audience: SignedIn) => unknown;
}

/** Adds the views and their controllers to an element. They ask for nothing that it does not show. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): AccessViews {
  const session = new SessionController(host, () => {
    const { settings, target, view, state } = source();
    const { variant } = settings;
    const audience = view?.metrics?.audience;
    const isPublic = view?.status === 'unauthorised' || audience === 'public';
    const isShown = isPublic ? variant !== 'badge' || state.isPopoverOpen : variant === 'page' && state.isPopoverOpen;
    return { ...target, audience, isNeeded: isShown, strings: view?.display.strings };
  });
  // The page has one of its own.
  const history = new HistoryController(host, () => {
    const { settings, target, view } = source();
    const { historySrc, variant } = settings;
    const metrics = view?.metrics;
    const hasStrip = variant !== 'page' && metrics?.view === 'status';
    return { ...target, historySrc: hasStrip ? historySrc : null, audience: metrics?.audience, chosen: 'live' };
  });
  return {
    lists: (metrics, context) => publicLists(metrics, context, session.words, history),
    cards: (context) => publicCards(context, session.words),
    signIn: (context) => signInLink(context, session),
    figureRemark: (figure, view) => figureRemark(figure, view, session.words),
    menu: (context, audience) => accountMenu(context, audience, session),
  };
}
