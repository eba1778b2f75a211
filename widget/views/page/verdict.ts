/** The card with the verdict, what it rests on, and the status strip. */
import { html, nothing, type TemplateResult } from 'lit';
import { LONGEST_RANGE, type Deploy, type Metrics } from '../../../server/contract/index.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import { deployText } from '../../strings/deploy-text.js';
import { sentence } from '../panel/header.js';
import { icon } from '../icons.js';
import type { PageContext } from '../view-context.js';
import { statusStrip } from './status-strip.js';

/** The whole card. */
export function verdictCard({ view, history }: PageContext): TemplateResult {
  const { headline, metrics, display } = view;
  const deploy = display.audience === 'team' ? (metrics?.deploy ?? null) : null;
  const sinceDeploy = deploy === null ? '' : deploySentence(deploy, display);
  const isHealthy = headline.tone === 'healthy' && metrics?.view === 'all';
  // A healthy verdict rests on what is known since the deploy, or else on the window's figures.
  const evidence = isHealthy && sinceDeploy === '' ? evidenceSentence(metrics, display) : '';
  const text = isHealthy ? evidence : headline.sentence.replace(`${headline.verdict}.`, '');
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
      ${history.isAvailable ? statusStrip(history.get(LONGEST_RANGE), display) : nothing}
    </div>
  `;
}

/** The comparison with the time before the deploy; empty when it is not known any more. */
function deploySentence({ version, time, comparison }: Deploy, display: PageDisplay): string {
  const { strings, format, now } = display;
  const ago = format.ago(Math.max(0, (now - Date.parse(time)) / 1000));
  return comparison === null ? '' : strings.sinceDeploy(version, ago, deployText(comparison, display));
}

function evidenceSentence({ summary, performance, window_seconds }: Metrics, display: PageDisplay): string {
  const { format, strings } = display;
  const p95 = performance.p95_ms === null ? strings.noValue : quantityText(format.latency(performance.p95_ms));
  return strings.evidence(
    quantityText(format.percent(summary.error_rate_percent)),
    p95,
    format.count(summary.window_requests),
    format.span(window_seconds),
  );
}
