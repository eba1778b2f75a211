/** Further columns of the endpoints table: people hit, limits, and how the time is spent. Loaded with their first content. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { EndpointFigures, EndpointWaiting, Metrics } from '../../../server/contract/index.js';
import { hasOwnLimits, limitsText, waitingBar } from '../../model/cards/endpoint-columns.js';
import type { FurtherFigures } from '../../model/cards/further-figures.js';
import type { EndpointColumn } from '../../model/endpoint-sorting.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import type { WaitingStrings } from '../../strings/waiting-strings.js';
import { rowStyles } from '../../styles/rows.styles.js';
import type { PageContext } from '../view-context.js';

/** For the columns. */
export const styles = [rowStyles];

/** A column. */
export interface ExtraColumn {
  className: string;
  label: string;
  /** What the table is sorted by when its header is pressed; missing where there is no order. */
  by?: EndpointColumn;
  cell: (figures: EndpointFigures) => unknown;
  /** The cell says nothing that is worth a look. */
  isQuiet: (figures: EndpointFigures) => boolean;
}

/** What the table has besides its own columns. */
export interface EndpointExtras {
  /** The columns that have content: those before P95, and those at the end. */
  middle: ExtraColumn[];
  last: ExtraColumn[];
  /** What the colours of the bars mean; nothing without bars. */
  legend: TemplateResult | typeof nothing;
}

/** As `card` of a card's module. */
export function extras(
  content: FurtherFigures,
  metrics: Metrics,
  { view, words: load }: PageContext,
): EndpointExtras | null | undefined {
  const { display } = view;
  const words = load(display.strings.waitingWords);
  if (!words) return words;
  const people: ExtraColumn = {
    className: 'people',
    label: words.peopleHit,
    by: 'affected_sessions',
    cell: (figures) => peopleText(figures, words, display),
    isQuiet: ({ affected_sessions }) => !affected_sessions,
  };
  const limits: ExtraColumn = {
    className: 'limits',
    label: words.limits,
    cell: (figures) => limitsCell(figures, metrics, words, display),
    isQuiet: (figures) => !hasOwnLimits(figures, metrics),
  };
  const waiting: ExtraColumn = {
    className: 'waiting',
    label: words.ownAndWaiting,
    cell: (figures) => (figures.waiting === null ? '' : waitingCell(figures.waiting, words, display)),
    isQuiet: () => false,
  };
  return {
    middle: content.people ? [people] : [],
    last: [...(content.limits ? [limits] : []), ...(content.waiting ? [waiting] : [])],
    legend: content.waiting ? legend(words) : nothing,
  };
}

/** The limits of P95, and those of the error rate where it has its own. */
function limitsCell(figures: EndpointFigures, metrics: Metrics, words: WaitingStrings, display: PageDisplay): unknown {
  const { p95_ms, error_rate_percent } = figures.limits;
  const errors = limitsText(error_rate_percent, display);
  return html`
    ${limitsText(p95_ms, display) ?? words.leftOut}
    ${
      hasOwnLimits(figures, metrics, ['error_rate_percent'])
        ? html`<small>${display.strings.errorRate} ${errors === null ? words.leftOut : `${errors}\u00a0%`}</small>`
        : nothing
    }
  `;
}

function peopleText(
  { sessions, affected_sessions: affected }: EndpointFigures,
  words: WaitingStrings,
  { strings, format }: PageDisplay,
): string {
  if (affected === null) return strings.noValue;
  const hit = format.count(affected);
  return sessions === null ? hit : words.ofPeople(hit, format.count(sessions));
}

/** The app's own time and the largest dependency; the others are in the bar, and in words for screen readers. */
function waitingCell(waiting: EndpointWaiting, words: WaitingStrings, { format }: PageDisplay): TemplateResult {
  const { own_percent: own, dependencies } = waiting;
  const [largest, ...others] = dependencies;
  const part = (percent: number, name: string, isLargest: boolean) => {
    const text = quantityText(format.percent(Math.round(percent)));
    return html`<span>${isLargest ? html`<b>${text}</b>` : text} ${name}</span>`;
  };
  const isOwnLargest = own >= (largest?.percent ?? 0);
  return html`
    <span class="times">
      ${part(own, words.own, isOwnLargest)} ${largest ? part(largest.percent, largest.name, !isOwnLargest) : nothing}
      <span class="hidden">${others.map(({ name, percent }) => html`, ${part(percent, name, false)}`)}</span>
    </span>
    <svg class="meter" aria-hidden="true">
      ${waitingBar(waiting).map(
        ({ from, length, isOwn }) => svg`
          <rect class=${isOwn ? 'own' : ''} x="${from.toFixed(1)}%" width="${length.toFixed(1)}%" height="100%" />
        `,
      )}
    </svg>
  `;
}

/** What the colours of the bars mean. */
function legend(words: WaitingStrings): TemplateResult {
  const key = (className: string, label: string) => html`
    <span
      ><svg class="meter" aria-hidden="true"><rect class=${className} width="100%" height="100%" /></svg>${label}</span
    >
  `;
  return html`<small class="keys">${key('own', words.ownTimeKey)} ${key('', words.waitingKey)}</small>`;
}
