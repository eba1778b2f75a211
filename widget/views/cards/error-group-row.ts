/** One error group in a row: what, where, how often, for whom and since when. */
import { html, nothing, type TemplateResult } from 'lit';
import { TREND_STEP_SECONDS, type ErrorGroup } from '../../../server/contract/index.js';
import { toMinutes, toTimeOrDate } from '../../model/text/clock.js';
import { newText, placeText } from '../../model/text/error-group-texts.js';
import { numberFirst } from '../number-first.js';
import type { PageView } from '../view-context.js';
import type { ErrorWords } from './error-groups-card.js';

/** The size of the trend's `viewBox`. */
const WIDTH = 240;
const HEIGHT = 30;
const LEAST_HEIGHT = 2;
/** Of a message while its group is not open. */
const MAX_LENGTH = 160;

/** The row, which is a button that opens the group. */
export function groupRow(
  group: ErrorGroup,
  isOpen: boolean,
  toggle: () => void,
  words: ErrorWords,
  view: PageView,
): TemplateResult {
  const { type, message, window_count, window_sessions, first_seen, last_seen } = group;
  const { format, now } = view.display;
  const ago = (at: string) => format.ago(Math.max(0, (now - Date.parse(at)) / 1000));
  const place = placeText(group);
  const amount = (sentence: (count: number, text: string) => string, count: number) =>
    numberFirst((text) => sentence(count, text), format.short(count));
  const first = toTimeOrDate(Date.parse(first_seen), view.display);
  return html`
    <button class="group mark ${group.is_new ? 'hot' : ''}" type="button" aria-expanded=${isOpen} @click=${toggle}>
      <span class="what">
        <span class="title"><b>${type}</b> ${place && html`<code>${place}</code>`} ${chips(group, words, view)}</span>
        <span class="text">${masked(isOpen ? message : message.slice(0, MAX_LENGTH))}</span>
      </span>
      ${trend(group, words, view)}
      <span class="figure-of">${amount(words.times, window_count)}</span>
      <span class="figure-of"> ${window_sessions === null ? nothing : amount(words.people, window_sessions)} </span>
      <span class="seen"> <span>${words.firstSeen(first)}</span> <span>${words.lastSeen(ago(last_seen))}</span> </span>
    </button>
  `;
}

/** What is new about the group, and what people have said about it. */
function chips(group: ErrorGroup, words: ErrorWords, { display }: PageView): TemplateResult[] {
  const { state, acknowledged, muted_until, resolved, returned_at, is_fatal } = group;
  const time = (at: string) => toMinutes(Date.parse(at), display);
  const all = [
    { text: newText(group, display), tone: 'tone-degraded' },
    { text: is_fatal && words.endedProcess, tone: 'tone-degraded' },
    {
      text: state !== 'resolved' && returned_at && resolved && words.cameBack(resolved.version ?? ''),
      tone: 'tone-warning',
    },
    { text: acknowledged && words.acknowledgedChip(acknowledged.by ?? '', time(acknowledged.at)), tone: '' },
    { text: state === 'muted' && muted_until && words.mutedChip(time(muted_until)), tone: '' },
    { text: state === 'resolved' && resolved && words.resolvedChip(resolved.by ?? '', time(resolved.at)), tone: '' },
  ];
  return all.filter(({ text }) => text).map(({ text, tone }) => html`<span class="mark-of ${tone}">${text}</span>`);
}

/** A message whose masked parts are set apart: numbers, identifiers and quoted texts. */
function masked(message: string): unknown[] {
  const parts = message.split(/(…|(?<![\p{L}\p{N}])(?:n|id)(?![\p{L}\p{N}]))/u);
  return parts.map((part, index) => (index % 2 === 1 ? html`<var>${part}</var>` : part));
}

/** The errors of the last 24 hours by the half hour, and where the last deploy was. */
function trend({ trend: steps }: ErrorGroup, words: ErrorWords, { metrics, display }: PageView): TemplateResult {
  const { format, now } = display;
  const highest = Math.max(1, ...steps);
  const width = WIDTH / Math.max(1, steps.length);
  const bars = steps.map((count, step) => {
    const height = Math.max(LEAST_HEIGHT, (count / highest) * (HEIGHT - 5)).toFixed(1);
    return count === 0 ? '' : `M${step * width + 0.5} 29v-${height}h${width - 1}v${height}z`;
  });
  const secondsSince = (now - Date.parse(metrics?.deploy?.time ?? '')) / 1000;
  const deploy = WIDTH * (1 - secondsSince / (steps.length * TREND_STEP_SECONDS));
  const total = steps.reduce((sum, count) => sum + count, 0);
  return html`
    <svg
      class="trend"
      role="img"
      aria-label=${words.trend(total, format.count(total), format.count(steps.at(-1) ?? 0))}
      viewBox="0 0 240 30"
      preserveAspectRatio="none"
    >
      <path class="floor" d="M0 29.5H240" />
      <path class="bars" d=${bars.join('')} />
      <path class="deploy" d=${deploy > 0 ? `M${deploy.toFixed(1)} 0V30` : ''} />
    </svg>
  `;
}
