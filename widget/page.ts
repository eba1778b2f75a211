/** What an element loads when it is a page: the page's views and controllers. */
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import { addPageControllers } from './controllers/page-controllers.js';
import type { ViewSource } from './controllers/view-source.js';
import { page } from './views/page/page.js';
import type { ElementContext } from './views/view-context.js';

export { styles } from './views/page/page.js';

/** The page of one element. */
export interface PageViews {
  readonly page: (context: ElementContext) => TemplateResult;
  /** Fetches again what could not be fetched. */
  readonly retry: () => void;
}

/** Adds the page to an element. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): PageViews {
  const controllers = addPageControllers(host, source);
  return { page: (context) => page({ ...context, ...controllers }), retry: () => controllers.history.retry() };
}
