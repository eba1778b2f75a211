/** What a panel loads for those who are given everything, or for the team. */
import type { TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import type { Figure } from '../../model/figures.js';
import { teamHeadline } from '../../model/text/team-headline.js';
import type { ViewModel } from '../../model/view-model.js';
import { listStyles } from '../../styles/lists.styles.js';
import { tableStyles } from '../../styles/table.styles.js';
import { endpointLists } from './endpoints.js';
import { figureRemark } from './figure-remark.js';
import type { PanelContext } from '../view-context.js';
import { lists } from './lists.js';

export { occurredClasses } from '../../model/error-classes.js';
export { errorClasses } from './error-classes.js';
export { figuresDataTable } from '../data-table.js';

/** For lists and tables. */
export const styles = [tableStyles, listStyles];

/** The views, for one element. */
export interface DetailViews {
  readonly teamHeadline: typeof teamHeadline;
  readonly figureRemark: (figure: Figure, view: ViewModel) => TemplateResult;
  /** What a panel has below its figures. */
  readonly lists: (metrics: Metrics, context: PanelContext) => unknown;
}

/** Makes the views of an element. */
export function addTo(): DetailViews {
  const endpointList = endpointLists();
  return { teamHeadline, figureRemark, lists: (metrics, context) => lists(metrics, context, endpointList) };
}
