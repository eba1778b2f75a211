/** The page: for `/monitoring` or a wall screen. Loaded on its own, when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Deploy, HistoryRange, Metrics } from '../../server/contract.js';
import { chartStyles } from '../chart.styles.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { followHistory, heldHistory } from '../history.js';
import { historyFigures } from '../history-model.js';
import type { History } from '../history-reading.js';
import { historyStyles } from '../history.styles.js';
import type { View } from '../model.js';
import { pageStyles } from '../page.styles.js';
import { moreStrings } from '../more-strings.js';
import { charts, liveFigures, type ChartFigures, type ChartModel } from '../page-model.js';
import { beside, type Settings } from '../settings.js';
import type { Snapshot } from '../snapshot.js';
import { timeOf } from '../time-of.js';
import { alertButtons, openDialog } from './alert-buttons.js';
import { chartCard } from './chart-card.js';
import { classes } from './classes.js';
import type { Controls } from './controls.js';
import { endpointsCard } from './endpoints-table.js';
import { factsCards } from './facts.js';
import { figures } from './figures.js';
import { sentence, updated } from './header.js';
import { icon } from './icons.js';
import { alerts, styles as moreStyles } from './more.js';
import { figuresTwin } from './panel.js';
import { chosenRange, rangeSwitch } from './range.js';
import { blankClasses, blankEndpoints } from './skeleton.js';
import { strip } from './strip.js';

/** What the page needs beside the panel's styles. */
export const styles = [...moreStyles, chartStyles, pageStyles, historyStyles];

const MAX_ALERTS = 10;
/** What the strip shows. */
const STRIP: HistoryRange = '24h';

/** All of it, in whatever state. */
export function page(view: View, settings: Settings, snapshot: Snapshot, controls: Controls): TemplateResult {
  const { metrics, status } = view;
  const { credentials } = settings;
  // Where nothing answers that is a monitor, there is no history either.
  const historySrc = metrics === null && status !== 'loading' ? null : settings.historySrc;
  const range = chosenRange(controls);
  const ranges = range === 'live' ? [STRIP] : [STRIP, range];
  if (historySrc !== null) followHistory({ historySrc, credentials }, ranges, controls, view.telling.now);
  return html`
    <div class="page">
      ${heading(view, settings.label, historySrc !== null, controls)} ${verdict(view, historySrc, controls)}
      <div class="card" part="card">
        ${figures(view)} ${status === 'loading' ? [blankClasses(), figuresTwin(view, controls)] : nothing}
        ${metrics === null ? nothing : figureDetails(view, metrics, controls)}
      </div>
      ${status === 'loading' ? blankCards() : nothing}
      ${metrics === null ? nothing : details(view, metrics, snapshot, settings, controls)}
    </div>
  `;
}

function heading({ headline, telling }: View, label: string, hasHistory: boolean, controls: Controls): TemplateResult {
  return html`
    <div class="heading" part="header">
      <h1>${label || telling.strings.name}</h1>
      <span class="chip tone-${headline.tone}">${icon(headline.tone)}${headline.word}</span>
      ${hasHistory ? rangeSwitch(controls) : nothing} ${updated(headline, controls)}
    </div>
  `;
}

function verdict({ headline, metrics, telling }: View, historySrc: string | null, controls: Controls): TemplateResult {
  const sinceDeploy = telling.audience === 'team' && metrics?.deploy ? deployLine(metrics.deploy, telling) : '';
  const isHealthy = headline.tone === 'healthy' && metrics !== null;
  // What holds since a deploy is the better evidence for routing traffic to it.
  const proof = isHealthy && sinceDeploy === '' ? evidence(metrics, telling) : '';
  const text = isHealthy ? proof : headline.sentence.replace(`${headline.verdict}.`, '');
  const isWorse = metrics?.deploy?.comparison?.verdict === 'worse';
  return html`
    <div class="card tone-${headline.tone}" part="card">
      <div class="verdict">
        <span class="icon" part="icon">${icon(headline.tone)}</span>
        <div>
          <h2 class="word" part="status">${headline.verdict}</h2>
          ${sentence({ ...headline, sentence: text })}
          <p class="sentence note ${isWorse ? 'tone-warning' : ''}" part="deploy">
            ${isWorse ? html`<b>${sinceDeploy}</b>` : sinceDeploy}
          </p>
        </div>
      </div>
      ${historySrc === null ? nothing : strip(heldHistory(controls, historySrc, STRIP), telling)}
    </div>
  `;
}

/** How things are since a version went into service; empty where that is not known any more. */
function deployLine({ version, time, comparison }: Deploy, { strings, format, now }: Telling): string {
  const ago = format.ago(Math.max(0, (now - Date.parse(time)) / 1000));
  return comparison ? moreStrings(strings).sinceDeploy(version, ago, comparison.message) : '';
}

function evidence({ summary, performance, window_seconds }: Metrics, telling: Telling): string {
  const { format, strings } = telling;
  const p95 = performance.p95_ms === null ? strings.noValue : joined(format.latency(performance.p95_ms));
  const errorRate = joined(format.percent(summary.error_rate_percent));
  return moreStrings(telling.strings).evidence(
    errorRate,
    p95,
    format.count(summary.window_requests),
    format.span(window_seconds),
  );
}

function figureDetails(view: View, { errors }: Metrics, controls: Controls): TemplateResult {
  const aborted = { name: moreStrings(view.telling.strings).aborted, count: errors.recent_aborted };
  return html`${classes(view, [...view.classes, aborted])} ${figuresTwin(view, controls)}`;
}

function details(
  view: View,
  metrics: Metrics,
  snapshot: Snapshot,
  settings: Settings,
  controls: Controls,
): TemplateResult {
  const { telling, window } = view;
  const words = moreStrings(telling.strings);
  const { models, isWaiting, problem } = chartsOf(metrics, telling, settings, controls);
  const canAct = telling.audience === 'team' && beside(settings.src, '') !== null;
  const hasAlerts = metrics.alerts.some(({ state }) => state !== 'pending');
  return html`
    <div class="charts ${isWaiting ? 'waiting' : ''}" aria-busy=${isWaiting}>
      ${problem === '' ? nothing : html`<p class="message problem">${problem}</p>`}
      ${models.map((chart) => chartCard(chart, words, controls))}
    </div>
    <div class="columns">
      ${endpointsCard(metrics, window, telling)}
      <div class="column">
        <div class="card titled" part="card">
          <h2>${words.alerts}</h2>
          ${
            hasAlerts
              ? alerts(
                  metrics,
                  telling,
                  MAX_ALERTS,
                  canAct ? (alert) => alertButtons(alert, telling, controls) : undefined,
                )
              : html`<p class="message">${words.noAlerts}</p>`
          }
          ${telling.audience === 'team' ? mutes(metrics, telling) : nothing} ${openDialog(settings, words, controls)}
        </div>
        ${factsCards(metrics, snapshot, telling)}
      </div>
    </div>
  `;
}

/** The rules that are muted although nothing of theirs fires. */
function mutes({ mutes: all, alerts: known }: Metrics, telling: Telling): TemplateResult[] {
  const words = moreStrings(telling.strings);
  const firing = new Set(known.filter(({ state }) => state === 'firing').map(({ type }) => type));
  return all
    .filter(({ type }) => !firing.has(type))
    .map(({ type, until, by, note }) => {
      const text = words.muted(type, timeOf(Date.parse(until), telling), by ?? '', note ?? '');
      return html`<p class="message">${text}</p>`;
    });
}

/** What the charts show, and what the reader has to know about it. */
interface ShownCharts {
  models: ChartModel[];
  /** The range that was chosen has not come yet; what was shown before it stays. */
  isWaiting: boolean;
  problem: string;
}

/** The history that the charts show, which stays until another one has come. */
interface ShownHistory {
  history: History;
  range: HistoryRange;
  historySrc: string;
}

const SHOWN = 'shown';

/** The charts of the chosen range as far as there is one, else those that were shown before. */
function chartsOf(metrics: Metrics, telling: Telling, { historySrc }: Settings, controls: Controls): ShownCharts {
  const { ranges, historyFailed } = moreStrings(telling.strings);
  const range = chosenRange(controls);
  const isLive = range === 'live' || historySrc === null;
  const held = isLive ? undefined : heldHistory(controls, historySrc, range);
  const history = held?.history;
  if (isLive) controls.state.delete(SHOWN);
  else if (history) controls.state.set(SHOWN, { history, range, historySrc } satisfies ShownHistory);
  const shown = controls.state.get(SHOWN) as ShownHistory | undefined;
  const failure = held?.failure ?? null;
  return {
    models:
      shown?.historySrc === historySrc
        ? modelsOf(shown.history, telling, () => historyFigures(shown, metrics.limits.p95_ms, telling))
        : modelsOf(metrics, telling, () => liveFigures(metrics, telling)),
    isWaiting: !isLive && held === undefined,
    problem: failure === null ? '' : historyFailed(ranges[range], failure),
  };
}

const made = new WeakMap<object, { telling: Telling; models: ChartModel[] }>();

/** The charts of one answer, made once: they are drawn anew only when they are others than before. */
function modelsOf(answer: object, telling: Telling, figuresOf: () => ChartFigures): ChartModel[] {
  const known = made.get(answer);
  if (known?.telling.strings === telling.strings && known.telling.format === telling.format) return known.models;
  const models = charts(figuresOf(), telling);
  made.set(answer, { telling, models });
  return models;
}

/** The cards below the figures before the first answer, in their size. */
function blankCards(): TemplateResult {
  const blank = html`<h2>&nbsp;</h2>
    <p class="legend">&nbsp;</p>`;
  const chart = html`<div class="card titled">
    ${blank}
    <div class="plot"></div>
  </div>`;
  const list = html`<div class="card titled">${blank}${blankEndpoints()}</div>`;
  return html`
    <div class="charts" aria-hidden="true">${chart}${chart}</div>
    <div class="columns" aria-hidden="true">${list}${list}</div>
  `;
}
