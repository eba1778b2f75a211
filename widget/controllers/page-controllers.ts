/** The controllers that only a page needs. They are loaded with the page. */
import type { ReactiveControllerHost } from 'lit';
import { ChecksController, type ChecksQuery } from './checks-controller.js';
import { HistoryController, type HistoryQuery } from './history-controller.js';
import type { ViewSource } from './view-source.js';

/** The controllers, as the page's views use them. */
export interface PageControllers {
  readonly history: HistoryController;
  readonly checks: ChecksController;
}

/** Adds the controllers to an element. They ask for nothing that it does not show. */
export function addPageControllers(
  host: ReactiveControllerHost & HTMLElement,
  source: () => ViewSource,
): PageControllers {
  return {
    history: new HistoryController(host, () => historyQuery(source())),
    checks: new ChecksController(host, () => checksQuery(source())),
  };
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

/** The checks in the figures have more details. */
function checksQuery({ settings, view }: ViewSource): ChecksQuery {
  const { variant, healthSrc, credentials, token, interval } = settings;
  const metrics = view?.metrics;
  const needsChecks = variant === 'page' && metrics?.view === 'all' && metrics.checks.length === 0;
  return { healthSrc: needsChecks ? healthSrc : null, credentials, token, interval };
}
