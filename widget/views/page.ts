/** The page: for `/monitoring` or a wall screen. Loaded on its own, when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Deploy, HistoryRange, Metrics } from '../../server/contract/index.js';
import { joined } from '../format.js';
import type { Telling } from '../headline.js';
import { followHistory, heldHistory } from '../history.js';
import { historyStyles } from '../history.styles.js';
import type { View } from '../model.js';
import { pageStyles } from '../page.styles.js';
import { moreStrings } from '../more-strings.js';
import { beside, type Settings } from '../settings.js';
import { timeOf } from '../time-of.js';
import { alertButtons, openDialog, unmuteButton } from './alert-buttons.js';
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
export const styles = [...moreStyles, pageStyles, historyStyles];

const MAX_ALERTS = 10;
/** What the strip shows. */
const STRIP: HistoryRange = '24h';

/** All of it, in whatever state. */
export function page(view: View, settings: Settings, controls: Controls): TemplateResult {
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
      ${metrics === null ? nothing : details(view, metrics, settings, controls)}
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
          <p class="sentence note ${isWorse ? 'tone-warning' : ''}" part="deploy">${sinceDeploy}</p>
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

function details(view: View, metrics: Metrics, settings: Settings, controls: Controls): TemplateResult {
  const { telling, window } = view;
  const words = moreStrings(telling.strings);
  const drawing = controls.parts('charts');
  const canAct = telling.audience === 'team' && beside(settings.src, '') !== null;
  const hasAlerts = metrics.alerts.some(({ state }) => state !== 'pending');
  return html`
    ${
      drawing === null
        ? html`<p class="message">${words.noChart}</p>`
        : (drawing?.charts(metrics, telling, settings, controls) ?? blankCharts())
    }
    <div class="columns">
      ${endpointsCard(metrics, window, telling, settings, controls)}
      <div class="column">
        <div class="card titled" part="card">
          <h2>${words.alerts}</h2>
          ${
            hasAlerts
              ? alerts(
                  metrics,
                  telling,
                  MAX_ALERTS,
                  canAct ? (alert) => alertButtons(alert, metrics, telling, controls) : undefined,
                )
              : html`<p class="message">${words.noAlerts}</p>`
          }
          ${telling.audience === 'team' ? mutes(metrics, telling, canAct ? controls : null) : nothing}
          ${openDialog(settings, words, controls)}
        </div>
        ${factsCards(metrics, telling, settings, controls)}
      </div>
    </div>
  `;
}

/** The rules that are muted although nothing of theirs fires. */
function mutes({ mutes: all, alerts: known }: Metrics, telling: Telling, controls: Controls | null): TemplateResult[] {
  const words = moreStrings(telling.strings);
  const firing = new Set(known.filter(({ state }) => state === 'firing').map(({ type }) => type));
  return all
    .filter(({ type }) => !firing.has(type))
    .map(({ type, until, by, note }) => {
      const text = words.muted(type, timeOf(Date.parse(until), telling), by ?? '', note ?? '');
      return html`
        <p class="message">${text}</p>
        ${controls === null ? nothing : unmuteButton(type, telling, controls)}
      `;
    });
}

/** The cards below the figures before the first answer, in their size. */
function blankCards(): TemplateResult {
  const list = html`<div class="card titled">
    <h2>&nbsp;</h2>
    ${blankEndpoints()}
  </div>`;
  return html`${blankCharts()}
    <div class="columns" aria-hidden="true">${list}${list}</div>`;
}

/** The place of the charts. */
function blankCharts(): TemplateResult {
  const chart = html`<div class="card blank-chart"></div>`;
  return html`<div class="charts" aria-hidden="true">${chart}${chart}${chart}</div>`;
}
