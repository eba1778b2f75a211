/** What the reader of a page has opened, chosen or points at. */
import type { Alert, HistoryRange } from '../../server/contract/index.js';
import type { EndpointKey } from '../data/request-lists.js';
import type { TimeRange } from './charts/chart.js';
import { FAILING_FIRST, type EndpointSorting } from './endpoint-sorting.js';

/** What the charts show: the current window, or a range of history. */
export type RangeChoice = 'live' | HistoryRange;

/** As much of an alert as an action needs; empty for a deploy. */
export interface AlertReference extends Readonly<Pick<Alert, 'id' | 'type'>> {
  /** In the language of the element; for a deploy the title of the dialog. */
  readonly message: string;
}

/** An action that the reader has begun. */
export interface BegunAction {
  /** The last two are done at once; the others are asked about in a dialog. */
  readonly kind: 'acknowledge' | 'mute' | 'deploy' | 'resolve' | 'unmute' | 'reopen';
  readonly alert: AlertReference;
  /** It is about an error group, of which `alert` has id and name: the title of the dialog, and what it says. */
  readonly group?: { readonly title: string; readonly explanation: string };
}

/** What the card of error groups shows. */
export interface GroupsShown {
  readonly tab: 'open' | 'muted' | 'resolved';
  readonly isWhole: boolean;
  readonly open: string | null;
}

/** What a page has besides the state of every element's views. Immutable. */
export interface PageState {
  readonly range: RangeChoice;
  /** The part of the charts' time that is shown; null for all of it. */
  readonly zoom: TimeRange | null;
  /** The step of the charts under the pointer. */
  readonly pointedStep: number | null;
  readonly isClassChartOpen: boolean;
  readonly sorting: EndpointSorting;
  /** The endpoint whose requests are shown. */
  readonly openEndpoint: EndpointKey | null;
  /** Which error groups are shown, all or the first, and the one that is open: its id. */
  readonly groups: GroupsShown;
  readonly action: BegunAction | null;
}

/** Before the reader has done anything. */
export const initialPageState: PageState = {
  range: 'live',
  zoom: null,
  pointedStep: null,
  isClassChartOpen: false,
  sorting: FAILING_FIRST,
  openEndpoint: null,
  groups: { tab: 'open', isWhole: false, open: null },
  action: null,
};
