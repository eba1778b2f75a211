/** The controllers that only a page needs. They are loaded with the page. */
import type { ReactiveControllerHost } from 'lit';
import { HistoryController, type HistoryQuery } from './history-controller.js';
import type { ViewSource } from './view-source.js';

/** The controllers, as the page's views use them. */
export interface PageControllers {
  readonly history: HistoryController;
}

/** Adds the controllers to an element. They ask for nothing that it does not show. */
export function addPageControllers(
  host: ReactiveControllerHost & HTMLElement,
  source: () => ViewSource,
): PageControllers {
  return { history: new HistoryController(host, () => historyQuery(source())) };
}

/** Where no monitor answers there is no history either. The public is given that of the status strip alone. */
function historyQuery({ settings, view, state }: ViewSource): HistoryQuery {
  const { variant, historySrc, credentials, token } = settings;
  const { metrics = null, status = 'loading' } = view ?? {};
  const mayHaveHistory = variant === 'page' && (metrics === null ? status === 'loading' : metrics.view !== 'level');
  return {
    historySrc: mayHaveHistory ? historySrc : null,
    credentials,
    token,
    audience: metrics?.audience,
    chosen: metrics?.view === 'status' ? 'live' : (state.range ?? 'live'),
  };
}
