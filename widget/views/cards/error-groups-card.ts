/** The card with the error groups: what broke, where, how often and for whom. Loaded with the first group. */
import { html, nothing, type TemplateResult } from 'lit';
import { MAX_ERROR_GROUPS, type ErrorGroup, type Metrics } from '../../../server/contract/index.js';
import type { Importer } from '../../controllers/view-source.js';
import { groupCount, groupsShown, inOrderOf, needsAll } from '../../model/error-groups.js';
import type { GroupsShown } from '../../model/page-state.js';
import type { ErrorStrings } from '../../strings/error-strings.js';
import type { PageStrings, Strings } from '../../strings/index.js';
import { errorGroupStyles } from '../../styles/error-groups.styles.js';
import type { CardViews } from '../page/lazy-cards.js';
import type { PageContext } from '../view-context.js';
import { groupRow } from './error-group-row.js';
import type { GroupDetailsViews } from './error-group-details.js';

/** For the card. */
export const styles = [errorGroupStyles];

/** The words of the card. */
export type ErrorWords = Strings & PageStrings & ErrorStrings;

const detailsModule: Importer<GroupDetailsViews> = () => import('./error-group-details.js');
const TABS = ['open', 'muted', 'resolved'] as const;

/** Adds the card to an element. */
export function addTo(host: HTMLElement): CardViews {
  /** The ids in the order in which they are shown. */
  let order: readonly string[] = [];
  return {
    card: (metrics, context) => {
      const words = context.words(context.view.display.strings.errors);
      if (!words) return words;
      const shown = context.state.groups;
      const details = needsAll(shown) ? context.load(detailsModule) : null;
      const groups = groupsShown(metrics.error_groups, details?.all.groups ?? null, shown);
      // Nothing moves away from a reader who has opened a group or is at one with the keyboard.
      const isHeld = shown.open !== null || host.shadowRoot?.activeElement?.closest('.groups');
      const ordered = groups && (isHeld ? inOrderOf(groups, order) : groups);
      order = ordered?.map(({ id }) => id) ?? order;
      return card(metrics, ordered, details, words, context);
    },
  };
}

function card(
  metrics: Metrics,
  groups: readonly ErrorGroup[] | undefined,
  details: GroupDetailsViews | null | undefined,
  words: ErrorWords,
  context: PageContext,
): TemplateResult {
  const { view, state, setState } = context;
  const shown = state.groups;
  const isWaiting = groups === undefined && details !== null && (details?.all.failure ?? null) === null;
  const show = (changes: Partial<GroupsShown>) => setState({ groups: { ...shown, ...changes } });
  return html`
    <div class="card titled groups" part="card">
      <div class="groups-head">
        <h2>${words.errorGroups} <small>${words.errorsOver(view.window)}</small></h2>
        ${tabs(metrics, shown, show, words, context)}
      </div>
      ${details?.refusal(words)} ${isWaiting ? html`<p class="message">${words.waiting}</p>` : nothing}
      ${groups?.length === 0 ? html`<p class="message">${words.noGroups}</p>` : nothing}
      ${groups?.map((group) => item(group, details, words, context, show))}
      ${foot(metrics, shown, show, words, context)}
    </div>
  `;
}

function tabs(
  { error_groups }: Metrics,
  shown: GroupsShown,
  show: (changes: Partial<GroupsShown>) => void,
  words: ErrorWords,
  { view }: PageContext,
): TemplateResult {
  const labels = { open: words.openGroups, muted: words.mutedGroups, resolved: words.resolvedGroups };
  return html`
    <div class="tabs">
      ${TABS.map((tab) => {
        const label = labels[tab](view.display.format.count(groupCount(tab, error_groups)));
        const select = () => show({ tab, open: null });
        return html`<button type="button" aria-pressed=${tab === shown.tab} @click=${select}>${label}</button>`;
      })}
    </div>
  `;
}

/** A row and, while it is open, what is behind it. */
function item(
  group: ErrorGroup,
  details: GroupDetailsViews | null | undefined,
  words: ErrorWords,
  context: PageContext,
  show: (changes: Partial<GroupsShown>) => void,
): TemplateResult {
  const isOpen = context.state.groups.open === group.id;
  return html`
    ${groupRow(group, isOpen, () => show({ open: isOpen ? null : group.id }), words, context.view)}
    ${
      isOpen
        ? html`<div class="group-open">${details?.groupDetails(group, words, context) ?? words.waiting}</div>`
        : nothing
    }
  `;
}

function foot(
  { error_groups }: Metrics,
  { tab, isWhole }: GroupsShown,
  show: (changes: Partial<GroupsShown>) => void,
  words: ErrorWords,
  { view }: PageContext,
): TemplateResult {
  const { count } = view.display.format;
  const { kept, top } = error_groups;
  const hasMore = tab === 'open' && (isWhole || groupCount(tab, error_groups) > top.length);
  const button = html`
    <button class="link" type="button" @click=${() => show({ isWhole: !isWhole })}>
      ${isWhole ? words.showFewer : words.showAll}
    </button>
  `;
  return html`
    <p class="groups-foot">
      ${words.groupsKept(kept, count(kept), count(MAX_ERROR_GROUPS))} ${hasMore ? button : nothing}
    </p>
  `;
}
