/** `<align-monitor>`: the class. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../server/contract/index.js';
import { attributeProperties, settingsOf } from './attribute-properties.js';
import { ClockController } from './controllers/clock-controller.js';
import { PollController } from './controllers/poll-controller.js';
import type { Importer, ViewSource } from './controllers/view-source.js';
import type { PollOutcome } from './data/poller.js';
import type { Snapshot } from './data/snapshot.js';
import { monitorEvent } from './events.js';
import { LazyModules } from './lazy-modules.js';
import { formatFor, nearestLang } from './model/text/format.js';
import { hasFigures } from './model/series.js';
import { staleAt, type MonitorStatus } from './model/status.js';
import { viewModel, type ViewModel } from './model/view-model.js';
import { initialViewState, type ViewState } from './model/view-state.js';
import type { PageViews } from './page.js';
import type { Audience, ElementSettings, Theme, Variant } from './settings.js';
import { stringsFor } from './strings/index.js';
import { baseStyles } from './styles/base.styles.js';
import { figureStyles } from './styles/figures.styles.js';
import { panelStyles } from './styles/panel.styles.js';
import type { AccessViews } from './views/access/access.js';
import { badge } from './views/badge.js';
import type { DetailViews } from './views/panel/panel-details.js';
import { panel } from './views/panel/panel.js';
import { blankBadge, blankPanel } from './views/panel/skeleton.js';
import type { PanelContext } from './views/view-context.js';

const accessModule: Importer<AccessViews> = () => import('./views/access/access.js');
const detailsModule: Importer<DetailViews> = () => import('./views/panel/panel-details.js');
const pageModule: Importer<PageViews> = () => import('./page.js');
const popoverModule: Importer<object> = () => import('./views/popover-fallback.js');

/**
 * Shows how a system is: its status in a word and a sentence, and the figures behind it.
 *
 * @tag align-monitor
 *
 * @fires {CustomEvent<LoadDetail>} align-monitor-load - An answer has come and is drawn.
 * @fires {CustomEvent<ErrorDetail>} align-monitor-error - A poll has failed.
 * @fires {CustomEvent<StatusChangeDetail>} align-monitor-status-change - The status is another one than before.
 *
 * @csspart base - Everything.
 * @csspart card - Each card of the page.
 * @csspart header - Icon, word, sentence and the refresh button; on the page the heading.
 * @csspart icon - The status icon.
 * @csspart status - The status word; on the page the verdict.
 * @csspart sentence - The status sentence.
 * @csspart refresh-button - The button that asks again.
 * @csspart figures - The four figures.
 * @csspart figure - One figure.
 * @csspart error-classes - The counts by error class.
 * @csspart alerts - The list of alerts.
 * @csspart endpoints - The list of endpoints; on the page the table.
 * @csspart chart - A chart of the page.
 * @csspart account - A page's button that opens the menu of who is signed in.
 * @csspart sign-in - The link to sign in.
 * @csspart range - The switch between the ranges of a page's charts.
 * @csspart strip - The strip of the longest range of history, on a page and in the panel of the public.
 * @csspart deploy - How things are since the last deploy.
 * @csspart checks - The list of checks.
 * @csspart table - The line that opens into the table behind a chart.
 * @csspart badge - The button of a badge.
 * @csspart popover - What a badge or the account button opens.
 *
 * @cssprop --align-surface - Background of the cards.
 * @cssprop --align-surface-2 - Background of placeholders, and of the button under the pointer.
 * @cssprop --align-line - Lines between and around the cards' parts.
 * @cssprop --align-limit - Limit lines of the charts.
 * @cssprop --align-ink - Text.
 * @cssprop --align-ink-2 - Secondary text.
 * @cssprop --align-ink-3 - Tertiary text, and lines without a status.
 * @cssprop --align-accent - Lines, bars and focus.
 * @cssprop --align-p99 - The P99 line.
 * @cssprop --align-ok - Healthy.
 * @cssprop --align-warn - Warning.
 * @cssprop --align-bad - Degraded, and what is over its limit.
 * @cssprop --align-radius - Radius of the cards' corners.
 *
 * @cssstate loading - No answer yet.
 * @cssstate healthy - All is well.
 * @cssstate warning - Something needs watching.
 * @cssstate degraded - Something is wrong.
 * @cssstate stale - No answer any more; the figures are old.
 * @cssstate unreachable - No answer ever.
 * @cssstate offline - The browser has no network.
 * @cssstate unauthorised - The server refuses to answer this reader.
 * @cssstate not-a-monitor - What answers is no monitor.
 * @cssstate empty - The system has had no request yet.
 */
export class AlignMonitor extends LitElement {
  static override styles = [...baseStyles, panelStyles, figureStyles];

  static override properties = { ...attributeProperties(this.prototype), token: { attribute: false } };

  /**
   * Where the figures are: the app's `/metrics`.
   * @attr
   * @default '/metrics'
   */
  declare src: string;

  /**
   * Where a page finds checks that the figures do not name; `…/health/detailed` beside a `src` of `…/metrics`.
   * @attr health-src
   * @default found from `src`
   */
  declare healthSrc: string | null;

  /**
   * Where a page's history is; `…/metrics/history` beside a `src` of `…/metrics`.
   * @attr history-src
   * @default found from `src`
   */
  declare historySrc: string | null;

  /**
   * How often it asks, in seconds: 1 to 3600.
   * @attr
   * @default 5
   */
  declare interval: number;

  /**
   * How much it shows: `panel` fits a side column or a phone, `page` a whole screen; `badge` is a word that opens the
   * panel.
   * @attr
   * @default 'panel'
   */
  declare variant: Variant;

  /**
   * `auto` follows the page: its `color-scheme`.
   * @attr
   * @default 'auto'
   */
  declare theme: Theme;

  /**
   * How the sentence speaks: "Something is wrong on our side" or "P95 latency 612 ms is over 500 ms. Do not route
   * traffic; investigate." A page speaks to the team unless told otherwise.
   * @attr
   * @default 'everyone'
   */
  declare audience: Audience;

  /**
   * The system's name, shown and spoken.
   * @attr
   * @default ''
   */
  declare label: string;

  /**
   * As in `fetch`.
   * @type {'same-origin' | 'include' | 'omit'}
   * @attr
   * @default 'same-origin'
   */
  declare credentials: RequestCredentials;

  /**
   * A bearer token that is sent with every request. It is no attribute, so that it stands in no document: set it from a
   * script.
   * @default null
   */
  declare token: string | null | undefined;

  /** Undefined in documents without a browser, such as happy-dom's. */
  readonly #internals = (this as Partial<HTMLElement>).attachInternals?.();
  readonly #modules = new LazyModules(this, AlignMonitor.styles, () => this.#source());
  readonly #poll = new PollController(this, (snapshot, outcome) => this.#pollChanged(snapshot, outcome));
  readonly #warnings = new Set<string>();
  /** Those of the last update. */
  #settings: ElementSettings = { ...settingsOf(this), token: null };
  #view: ViewModel | null = null;
  #viewState: ViewState = initialViewState;
  #status: MonitorStatus = 'loading';
  #isRecovering = false;
  #announcement = '';
  /** Dispatched when what they report is rendered. */
  #events: Event[] = [];

  constructor() {
    super();
    new ClockController(this, () => staleAt(this.#poll.snapshot));
  }

  /** Runs when the element is moved to another document, which takes its styles away. */
  adoptedCallback(): void {
    this.#modules.addStyles([]);
  }

  /** Nothing is rendered or fetched while the element is not in a document. */
  protected override shouldUpdate(): boolean {
    return this.isConnected;
  }

  protected override willUpdate(): void {
    const settings = settingsOf(this, (message) => {
      if (!this.#warnings.has(message)) console.warn(`<align-monitor> ${message}`, this);
      this.#warnings.add(message);
    });
    const { src, credentials, interval } = settings;
    const token = this.token ?? null;
    this.#poll.follow({ src, credentials, token }, interval * 1000);
    // The public is given nothing that is for the team.
    const audience = this.data === null || this.data.view === 'all' ? settings.audience : 'everyone';
    this.#settings = { ...settings, token, audience };
    const lang = nearestLang(this);
    const strings = stringsFor(lang);
    if (strings instanceof Promise) {
      // Until then everything stays as it is.
      this.#modules.wait(strings.then(() => this.requestUpdate()));
    } else {
      const address = src.replace(`${location.origin}/`, '/');
      const teamHeadline = audience === 'team' ? this.#modules.get(detailsModule)?.teamHeadline : undefined;
      const display = { now: Date.now(), audience, strings, format: formatFor(lang), address, teamHeadline };
      this.#view = viewModel(this.#poll.snapshot, display);
      this.#setStatus(this.#view);
    }
    try {
      const { states } = this.#internals as ElementInternals;
      states.clear();
      states.add(this.#status);
      const metrics = this.data;
      if (hasFigures(metrics) && metrics.summary.total_requests === 0) states.add('empty');
    } catch {
      // Browsers before Baseline 2024 have no such states.
    }
    this.#loadModules();
  }

  protected override updated(): void {
    if (this.#view === null) return;
    for (const event of this.#events.splice(0)) this.dispatchEvent(event);
  }

  #pollChanged({ metrics, failure }: Snapshot, outcome: PollOutcome): void {
    if (outcome === 'load' && metrics) this.#events.push(monitorEvent('align-monitor-load', { data: metrics }));
    if (outcome === 'error' && failure) {
      const { message, status } = failure;
      this.#events.push(monitorEvent('align-monitor-error', { message, status }));
    }
  }

  /**
   * Reports a change of the status. Announces it to screen readers, as the begin and the end of a recovery, unless it is
   * the first one.
   */
  #setStatus({ status, headline }: ViewModel): void {
    const { word, people, lead, sentence, tone } = headline;
    const from = this.#status;
    const isRecovering = tone === 'recovering';
    if (status === from && isRecovering === this.#isRecovering) return;
    this.#status = status;
    this.#isRecovering = isRecovering;
    if (status !== from) this.#events.push(monitorEvent('align-monitor-status-change', { from, to: status }));
    if (from !== 'loading') this.#announcement = `${this.label} ${word}. ${people}${people && ' '}${lead} ${sentence}`;
  }

  /** Imports what is about to be shown. */
  #loadModules(): void {
    const { variant, audience } = this.#settings;
    const { isPopoverOpen } = this.#viewState;
    const load = (importer: Importer<object>, isNeeded: boolean) => isNeeded && this.#modules.load(importer);
    const isPage = variant === 'page';
    const showsAll = this.data?.view === 'all';
    const isOpen = variant === 'panel' || isPopoverOpen;
    const isPublic = this.#status === 'unauthorised' || this.data?.audience === 'public';
    load(detailsModule, audience === 'team' || (showsAll && isOpen));
    load(accessModule, isPage ? isPublic || isPopoverOpen : isPublic && isOpen);
    load(pageModule, isPage);
    load(popoverModule, !('popover' in this) && variant !== 'panel');
  }

  /** How things are, as far as is known. */
  get status(): MonitorStatus {
    return this.#status;
  }

  /** The newest answer; null before the first one. */
  get data(): Metrics | null {
    return this.#poll.snapshot.metrics;
  }

  /** When the newest answer came; null before the first one. */
  get lastUpdated(): Date | null {
    const { lastSuccess } = this.#poll.snapshot;
    return lastSuccess === null ? null : new Date(lastSuccess);
  }

  /** Asks now. Resolves when the answer is drawn, or the failure; never rejects. */
  async refresh(): Promise<void> {
    this.#modules.get(pageModule)?.retry();
    await this.#poll.refresh();
    // What draws the answer may be loaded in turn: words, then the modules that they are for.
    for (let loading; this.isConnected && loading !== this.#modules.loading; await this.updateComplete) {
      loading = this.#modules.loading;
      await loading;
    }
  }

  protected override render(): TemplateResult {
    const view = this.#view;
    const isLoading = this.#status === 'loading';
    return html`
      <section
        class="status-${this.#status} ${isLoading || view?.isCurrent ? '' : 'old'}"
        part="base"
        aria-label=${this.label || (view?.display.strings.name ?? nothing)}
        aria-busy=${isLoading}
      >
        ${view === null ? this.#renderSkeleton() : this.#renderVariant(view)}
      </section>
      <p class="hidden" role="status">${this.#announcement}</p>
    `;
  }

  /** The element until its words have been loaded. The skeleton of a page is loaded with the page. */
  #renderSkeleton(): TemplateResult | undefined {
    const { variant, label } = this.#settings;
    if (variant === 'page') return undefined;
    return variant === 'badge' ? blankBadge(label) : blankPanel(label);
  }

  /** The panel takes the place of a page that could not be loaded. */
  #renderVariant(view: ViewModel): TemplateResult | undefined {
    const { variant, label, src } = this.#settings;
    const context: PanelContext = {
      ...this.#source(),
      view,
      label,
      src,
      isRefreshing: this.#poll.isRefreshing,
      details: this.#modules.get(detailsModule),
      access: this.#modules.get(accessModule),
    };
    if (variant === 'badge') return badge(context);
    const page = variant === 'page' ? this.#modules.get(pageModule) : null;
    if (page === null) return panel(context);
    return page?.page(context);
  }

  #source(): ViewSource {
    const { src, credentials, token } = this.#settings;
    return {
      settings: this.#settings,
      target: { src, credentials, token },
      view: this.#view,
      state: this.#viewState,
      setState: (changes) => {
        this.#viewState = { ...this.#viewState, ...changes };
        this.requestUpdate();
      },
      refresh: () => void this.refresh(),
      wait: (loading) => this.#modules.wait(loading),
      load: (importer) => this.#modules.load(importer),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'align-monitor': AlignMonitor;
  }
}
