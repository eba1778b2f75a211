/** Which error groups a page shows, and in which order. */
import type { ErrorGroup, ErrorGroupDetails, ErrorGroupsFigures } from '../../server/contract/index.js';
import type { GroupsShown } from './page-state.js';

/** The states of the groups in each tab. */
const STATES: Record<GroupsShown['tab'], readonly ErrorGroup['state'][]> = {
  open: ['open', 'acknowledged'],
  muted: ['muted'],
  resolved: ['resolved'],
};

/** How many groups a tab has. */
export function groupCount(tab: GroupsShown['tab'], { by_state }: ErrorGroupsFigures): number {
  return STATES[tab].reduce((sum, state) => sum + by_state[state], 0);
}

/** Whether what `GET /metrics` carries is not enough. */
export function needsAll({ tab, isWhole, open }: GroupsShown): boolean {
  return tab !== 'open' || isWhole || open !== null;
}

/** The groups of the tab; undefined as long as they are not known. */
export function groupsShown(
  { top }: ErrorGroupsFigures,
  all: readonly ErrorGroupDetails[] | null,
  { tab, isWhole, open }: GroupsShown,
): readonly ErrorGroup[] | undefined {
  if (tab === 'open' && !isWhole) {
    const opened = all?.find(({ id }) => id === open);
    // A group that the reader looks at stays, even when it is no longer among the first or has got another state.
    return opened === undefined || top.some(({ id }) => id === open) ? top : [...top, opened];
  }
  return all?.filter(({ id, state }) => STATES[tab].includes(state) || id === open);
}

/** The same groups in the order in which they were shown before; new ones come last. */
export function inOrderOf(groups: readonly ErrorGroup[], order: readonly string[]): readonly ErrorGroup[] {
  const rank = ({ id }: ErrorGroup) => {
    const known = order.indexOf(id);
    return known < 0 ? order.length : known;
  };
  return [...groups].sort((one, other) => rank(one) - rank(other));
}
