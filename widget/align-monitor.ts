/** `<align-monitor>`: the class. */
import { html, render, type RootPart, type TemplateResult } from 'lit/html.js';
import type { Metrics } from '../server/contract/index.js';
import { adoptEarlyProperties, observedAttributes, reflectAttributes } from './attributes.js';
import { baseStyles } from './base.styles.js';
import { panelStyles } from './panel.styles.js';
import { figureStyles } from './figures.styles.js';
import { monitorEvent } from './events.js';
import { Follower } from './follower.js';
import { formatFor, nearestLang } from './format.js';
import { view, type View } from './model.js';
import { partsOf } from './parts.js';
import type { PollOutcome } from './poller.js';
import { resolveSettings, type Audience, type Settings, type Theme, type Variant } from './settings.js';
import type { Snapshot } from './snapshot.js';
import { staleAt, type MonitorStatus } from './status.js';
import { strings } from './strings.js';
import { badge } from './views/badge.js';
import type { Controls } from './views/controls.js';
import { panel } from './views/panel.js';

/** How often "3s ago" is written anew, in milliseconds. */
const TICK = 1000;

/** So that the class can be imported where there is no document, such as on a server. */
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as never);

/**
 * Shows how a system is: its status in a word and a sentence, the figures behind it and where they come from.
 * A plain custom element with Lit's templates; all of LitElement would be a sixth more to load. Its attributes are what
 * it is told; the properties of the same names reflect them and say what holds.
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
 * @csspart range - The switch between the ranges of a page's charts.
 * @csspart strip - A page's strip of the last 24 hours.
 * @csspart deploy - How things are since the last deploy.
 * @csspart checks - The list of checks.
 * @csspart table - The line that opens into the table behind a chart.
 * @csspart badge - The button that a badge is.
 * @csspart popover - What a badge opens.
 *
 * @cssprop --align-surface - Background of the cards.
 * @cssprop --align-surface-2 - Background of what is not there yet, and of the button under the pointer.
 * @cssprop --align-line - Lines between and around the cards' parts.
 * @cssprop --align-limit - Limit lines of the charts.
 * @cssprop --align-ink - Text.
 * @cssprop --align-ink-2 - Text of second rank.
 * @cssprop --align-ink-3 - Text of third rank, and lines without a status.
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
export class AlignMonitor extends Base {
  static readonly observedAttributes = observedAttributes;

  static {
    reflectAttributes(this.prototype, (host) => host.#settings);
  }

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

  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #internals = this.attachInternals();
  readonly #follower = new Follower((snapshot, outcome) => this.#polled(snapshot, outcome));
  readonly #warned = new Set<string>();
  readonly #controls: Controls = {
    refresh: () => void this.refresh(),
    state: new Map(),
    set: (name, value) => {
      this.#controls.state.set(name, value);
      this.requestUpdate();
    },
    parts: partsOf(this.#root, () => this.requestUpdate()),
  };
  #resolved: Settings | null = null;
  #rendered: RootPart | null = null;
  #update: Promise<void> | null = null;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #status: MonitorStatus = 'loading';
  #announcement = '';
  /** They are dispatched when what they tell of is drawn. */
  #events: Event[] = [];

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [baseStyles(), panelStyles(), figureStyles()];
  }

  /** How things are, as far as is known. */
  get status(): MonitorStatus {
    return this.#status;
  }

  /** The newest answer; null before the first one. */
  get data(): Metrics | null {
    return this.#follower.snapshot.metrics;
  }

  /** When the newest answer came; null before the first one. */
  get lastUpdated(): Date | null {
    const { lastSuccess } = this.#follower.snapshot;
    return lastSuccess === null ? null : new Date(lastSuccess);
  }

  /** Resolves when everything that is known is drawn. */
  get updateComplete(): Promise<void> {
    return this.#update ?? Promise.resolve();
  }

  /** Asks now. Resolves when the answer is drawn, or the failure; never rejects. */
  async refresh(): Promise<void> {
    this.#controls.set('refreshing', true);
    await this.updateComplete;
    await this.#follower.refresh();
    this.#controls.set('refreshing', false);
    await this.updateComplete;
  }

  /** Draws anew soon, once for all changes until then. */
  requestUpdate(): void {
    this.#update ??= Promise.resolve().then(() => {
      this.#update = null;
      if (this.isConnected) this.#draw();
    });
  }

  connectedCallback(): void {
    adoptEarlyProperties(this);
    this.#rendered?.setConnected(true);
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    this.#rendered?.setConnected(false);
    // An element that only moves is connected again before this is over, and loses nothing.
    queueMicrotask(() => {
      if (this.isConnected) return;
      clearTimeout(this.#tick);
      this.#follower.leave();
      this.#controls.leave?.();
    });
  }

  attributeChangedCallback(): void {
    this.#resolved = null;
    this.requestUpdate();
  }

  get #settings(): Settings {
    const warn = (message: string) => {
      if (!this.#warned.has(message)) console.warn(`<align-monitor> ${message}`, this);
      this.#warned.add(message);
    };
    return (this.#resolved ??= resolveSettings((name) => this.getAttribute(name), this.baseURI, warn));
  }

  #draw(): void {
    const { src, credentials, interval, audience, theme } = this.#settings;
    this.#follower.follow({ src, credentials }, interval * 1000);
    const { snapshot } = this.#follower;
    const now = Date.now();
    const shown = view(snapshot, {
      now,
      audience,
      strings: strings(),
      format: formatFor(nearestLang(this)),
      address: src.replace(`${location.origin}/`, '/'),
    });
    this.#takeStatus(shown);
    const { states } = this.#internals;
    states.clear();
    states.add(this.#status);
    states.add(`theme-${theme}`);
    if (snapshot.metrics?.summary.total_requests === 0) states.add('empty');
    this.#rendered = render(this.#template(shown), this.#root);
    for (const event of this.#events.splice(0)) this.dispatchEvent(event);
    clearTimeout(this.#tick);
    const untilStale = staleAt(snapshot) - now;
    if (document.hidden) return;
    this.#tick = setTimeout(() => this.requestUpdate(), untilStale > 0 ? Math.min(TICK, untilStale) : TICK);
  }

  #template(shown: View): TemplateResult {
    const { label, variant } = this.#settings;
    const page = variant === 'page' ? this.#controls.parts('page') : null;
    const isOld = !shown.isCurrent && this.#status !== 'loading';
    return html`
      <section
        class="status-${this.#status} ${isOld ? 'old' : ''}"
        part="base"
        aria-label=${label || strings().name}
        aria-busy=${this.#status === 'loading'}
      >
        ${
          page === null
            ? (variant === 'badge' ? badge : panel)(shown, label, this.#controls)
            : page?.page(shown, this.#settings, this.#controls)
        }
      </section>
      <p class="hidden" role="status">${this.#announcement}</p>
    `;
  }

  #polled({ metrics, failure }: Snapshot, outcome: PollOutcome): void {
    if (outcome === 'load' && metrics) this.#events.push(monitorEvent('align-monitor-load', { data: metrics }));
    if (outcome === 'error' && failure) {
      const { message, status } = failure;
      this.#events.push(monitorEvent('align-monitor-error', { message, status }));
    }
    this.requestUpdate();
  }

  /** Notices another status, and has it spoken unless it is the first one. */
  #takeStatus({ status, headline }: View): void {
    const from = this.#status;
    if (status === from) return;
    this.#status = status;
    this.#events.push(monitorEvent('align-monitor-status-change', { from, to: status }));
    const { word, lead, sentence } = headline;
    if (from !== 'loading') this.#announcement = `${this.label} ${word}. ${lead} ${sentence}`;
  }
}
