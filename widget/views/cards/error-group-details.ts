/** What is behind an error group: what can be done, its stack, last samples and endpoints. Loaded when one is opened. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type {
  ErrorGroup,
  ErrorGroupDetails,
  ErrorGroupEndpoint,
  ErrorSample,
  StackLine,
} from '../../../server/contract/index.js';
import { ErrorGroupsController } from '../../controllers/error-groups-controller.js';
import type { ViewSource } from '../../controllers/view-source.js';
import { siblingUrl } from '../../data/urls.js';
import { toMinutes, toSecondsAndDate } from '../../model/text/clock.js';
import { extentText, groupName } from '../../model/text/error-group-texts.js';
import { quantityText } from '../../model/text/format.js';
import type { BegunAction } from '../../model/page-state.js';
import { errorDetailStyles } from '../../styles/error-details.styles.js';
import type { PageContext, PageView } from '../view-context.js';
import type { ErrorWords } from './error-groups-card.js';

/** For the details. */
export const styles = [errorDetailStyles];

/** What the card uses of this module. */
export interface GroupDetailsViews {
  readonly all: ErrorGroupsController;
  /** Why the groups could not be loaded. */
  readonly refusal: (words: ErrorWords) => TemplateResult | typeof nothing;
  /** What is behind an open group. */
  readonly groupDetails: (group: ErrorGroup, words: ErrorWords, context: PageContext) => TemplateResult;
}

/** Adds them to an element. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): GroupDetailsViews {
  const all = new ErrorGroupsController(host, () => {
    const { target, view, settings, state } = source();
    const metrics = view?.metrics ?? null;
    const isShown = settings.variant === 'page' && metrics?.view === 'all' && metrics.error_groups.kept > 0;
    // The card asks for this module for the same reasons.
    const { tab = 'open', isWhole = false, open = null } = state.groups ?? {};
    return { ...target, metrics, isNeeded: isShown && (tab !== 'open' || isWhole || open !== null) };
  });
  return {
    all,
    refusal: (words) => (all.failure === null ? nothing : refusal(all.failure, all, words)),
    groupDetails: (group, words, context) =>
      groupDetails(all.groups?.find(({ id }) => id === group.id) ?? group, words, context),
  };
}

function refusal(code: number, all: ErrorGroupsController, words: ErrorWords): TemplateResult {
  return html`
    <p class="message">
      ${words.groupsRefused(code)}
      <button class="link" type="button" @click=${() => all.retry()}>${words.again}</button>
    </p>
  `;
}

/** Lines of the stack that are shown after the last one of the app's own. */
const LINES_AFTER_OWN = 2;
const ID_LENGTH = 8;

/** `group` is one of `GET /metrics` until its details have come. */
function groupDetails(group: ErrorGroup | ErrorGroupDetails, words: ErrorWords, context: PageContext): TemplateResult {
  const { view } = context;
  return html`
    <div class="group-head">${actions(group, words, context)} ${summary(group, words, view)}</div>
    ${
      'stack' in group
        ? html`
            <div class="group-parts">
              ${stack(group, words)} ${group.samples.length > 0 ? samples(group.samples, words, view) : nothing}
              ${group.endpoints.length > 0 ? endpoints(group.endpoints, words, view) : nothing}
            </div>
          `
        : html`<p>${words.waiting}</p>`
    }
  `;
}

/** What an operator can do, by the state of the group. */
function actions(
  group: ErrorGroup,
  words: ErrorWords,
  { view, src, setState }: PageContext,
): TemplateResult | typeof nothing {
  const { display, metrics } = view;
  const canAct = display.audience === 'team' && metrics?.audience === 'operator' && siblingUrl(src, '') !== null;
  if (!canAct) return nothing;
  const name = groupName(group, display);
  const button = (kind: 'acknowledge' | 'mute' | 'resolve' | 'reopen', explanation = '') => {
    const title = words[kind];
    const text = [`${name}.`, explanation].filter(Boolean).join(' ');
    const action: BegunAction = {
      kind,
      alert: { id: group.id, type: name, message: name },
      group: { title, explanation: text },
    };
    return html`
      <button
        type="button"
        aria-haspopup=${kind === 'reopen' ? nothing : 'dialog'}
        @click=${() => setState({ action })}
      >
        ${title}<span class="hidden">: ${name}</span>
      </button>
    `;
  };
  const { state } = group;
  const isEnded = state === 'muted' || state === 'resolved';
  return html`
    <div class="actions">
      ${state === 'open' ? button('acknowledge') : nothing}
      ${isEnded ? button('reopen') : button('mute', words.muteGroupMeans)}
      ${state === 'resolved' ? nothing : button('resolve', words.resolveMeans)}
    </div>
  `;
}

/** "262 times, 41 people since 18:54, 2 min after deploy 1.8.0". */
function summary(group: ErrorGroup, words: ErrorWords, { display }: PageView): TemplateResult {
  const { total_count, total_sessions, first_seen, since_version, seconds_after_deploy } = group;
  const after =
    since_version === null || seconds_after_deploy === null
      ? ''
      : words.afterDeploy(display.format.span(seconds_after_deploy), since_version);
  return html`
    <p>
      <b>${extentText(total_count, total_sessions, display)}</b>
      ${words.sinceFirst(toMinutes(Date.parse(first_seen), display), after)}
    </p>
  `;
}

function stack({ stack: lines, grouped_by }: ErrorGroupDetails, words: ErrorWords): TemplateResult | typeof nothing {
  if (lines.length === 0) return grouped_by === 'status' ? html`<p>${words.recordErrors}</p>` : nothing;
  const lastOwn = lines.findLastIndex(({ is_own }) => is_own);
  const shown = lines.slice(0, lastOwn + 1 + LINES_AFTER_OWN);
  const more = lines.length - shown.length;
  return html`
    <div class="part-of">
      <p class="part-title">
        ${words.stack}
        <button
          class="link"
          type="button"
          .textContent=${words.copy}
          @click=${({ currentTarget }: Event) => void copy(lines, currentTarget as HTMLElement, words)}
        ></button>
      </p>
      <ol class="stack lines">
        ${shown.map(
          (line) => html`
            <li class=${line.is_own ? 'own' : ''}>
              <code>${frameText(line)}</code>${line.is_own ? html` <small>${words.thisApp}</small>` : nothing}
            </li>
          `,
        )}
        ${more > 0 ? html`<li>${words.moreFrames(more, String(more))}</li>` : nothing}
      </ol>
    </div>
  `;
}

/** Copies the whole stack, and says so. A page without HTTPS may not: then nothing is said. */
async function copy(lines: readonly StackLine[], button: HTMLElement, words: ErrorWords): Promise<void> {
  try {
    await navigator.clipboard.writeText(lines.map(frameText).join('\n'));
    button.textContent = words.copied;
  } catch {
    button.textContent = words.copy;
  }
}

/** "nextStep  src/reflection.ts:42:27". */
function frameText({ function: name, file, line, column }: StackLine): string {
  const place = [file, line, column].filter((part) => part !== null).join(':');
  return name === null ? place : `${name}  ${place}`;
}

function samples(all: readonly ErrorSample[], words: ErrorWords, { display }: PageView): TemplateResult {
  const { format } = display;
  return html`
    <div class="part-of">
      <p class="part-title">${words.lastSamples}</p>
      <ul class="lines">
        ${all.map(
          ({ time, method, endpoint, latency_ms, trace_id, request_id, trace_url, sentry_url }) => html`
            <li class="sample">
              <span>${toSecondsAndDate(Date.parse(time), display)}</span>
              <span><i>${method}</i> ${endpoint}</span>
              <span>${latency_ms === null ? '' : quantityText(format.latency(latency_ms))}</span>
              <span>${link(trace_url, trace_id ?? request_id, words)} ${link(sentry_url, null, words, 'Sentry')}</span>
            </li>
          `,
        )}
      </ul>
    </div>
  `;
}

/** A link to another page where there is an address of the web; the id alone where there is none. */
function link(url: string | null | undefined, id: string | null, words: ErrorWords, name = words.trace): unknown {
  const label = id === null ? name : html`<code title=${id}>${id.slice(0, ID_LENGTH)}</code>`;
  if (!/^https?:\/\//.test(url ?? '')) return id === null ? nothing : label;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${label} ↗</a>`;
}

function endpoints(all: readonly ErrorGroupEndpoint[], words: ErrorWords, { display }: PageView): TemplateResult {
  return html`
    <div class="part-of">
      <p class="part-title">${words.endpoints}</p>
      <ul class="lines">
        ${all.map(
          ({ method, endpoint, count }) => html`
            <li>
              <span><i>${method}</i> ${endpoint}</span> <b>${display.format.count(count)}</b>
            </li>
          `,
        )}
      </ul>
    </div>
  `;
}
