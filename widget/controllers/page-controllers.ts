/** The controllers that only a page needs. They are loaded with the page. */
import type { ReactiveControllerHost } from 'lit';
import type { PollTarget } from '../data/metrics-request.js';
import { isSameEndpoint } from '../model/endpoint-sorting.js';
import type { ViewModel } from '../model/view-model.js';
import type { ViewState } from '../model/view-state.js';
import type { ElementSettings } from '../settings.js';
import { AlertActionsController } from './alert-actions-controller.js';
import { ChecksController, type ChecksQuery } from './checks-controller.js';
import { HistoryController, type HistoryQuery } from './history-controller.js';
import { RequestsController, type RequestsQuery } from './requests-controller.js';

/** What the controllers read in each update. */
export interface PageSource {
  readonly settings: ElementSettings;
  readonly view: ViewModel;
  readonly state: ViewState;
}

/** The controllers, as the page's views use them. */
export interface PageControllers {
  readonly history: HistoryController;
  readonly requests: RequestsController;
  readonly checks: ChecksController;
  readonly alertActions: AlertActionsController;
}

/** Adds the controllers to an element. They ask for nothing that it does not show. */
export function addPageControllers(
  host: ReactiveControllerHost & HTMLElement,
  source: () => PageSource,
  refresh: () => void,
): PageControllers {
  return {
    history: new HistoryController(host, () => historyQuery(source())),
    requests: new RequestsController(host, () => requestsQuery(source())),
    checks: new ChecksController(host, () => checksQuery(source())),
    alertActions: new AlertActionsController(host, () => pollTarget(source()), refresh),
  };
}

function pollTarget({ settings: { src, credentials, token } }: PageSource): PollTarget {
  return { src, credentials, token };
}

/** Where no monitor answers there is no history either. The public is given the status strip's alone. */
function historyQuery({ settings, view, state }: PageSource): HistoryQuery {
  const { variant, historySrc, credentials, token } = settings;
  const { metrics, status } = view;
  const mayHaveHistory = variant === 'page' && (metrics === null ? status === 'loading' : metrics.view !== 'level');
  return {
    historySrc: mayHaveHistory ? historySrc : null,
    credentials,
    token,
    audience: metrics?.audience,
    chosen: metrics?.view === 'status' ? 'live' : state.range,
  };
}

/** An endpoint that is not listed any more is not shown. */
function requestsQuery({ settings, view, state }: PageSource): RequestsQuery {
  const { variant, src, credentials, token } = settings;
  const { openEndpoint } = state;
  const isListed = view.metrics?.endpoints.some(
    (listed) => openEndpoint !== null && isSameEndpoint(listed, openEndpoint),
  );
  const endpoint = variant === 'page' && isListed === true ? openEndpoint : null;
  return { src, credentials, token, endpoint, metrics: view.metrics };
}

/** The checks in the figures have more details. */
function checksQuery({ settings, view }: PageSource): ChecksQuery {
  const { variant, healthSrc, credentials, token, interval } = settings;
  const { metrics } = view;
  const needsChecks = variant === 'page' && metrics?.view === 'all' && metrics.checks.length === 0;
  return { healthSrc: needsChecks ? healthSrc : null, credentials, token, interval };
}
