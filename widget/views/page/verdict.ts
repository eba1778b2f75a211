/** The card with the verdict, what it rests on, and the status strip. */
import { html, nothing, type TemplateResult } from 'lit';
import { LONGEST_RANGE, type Deploy, type Metrics } from '../../../server/contract/index.js';
import type { Importer } from '../../controllers/view-source.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import { groupName, newText } from '../../model/text/error-group-texts.js';
import type * as DeployModule from '../../strings/deploy-text.js';
import { sentence } from '../panel/header.js';
import { icon } from '../icons.js';
import type { PageContext } from '../view-context.js';
import { statusStrip } from './status-strip.js';

const deployModule: Importer<typeof DeployModule> = () => import('../../strings/deploy-text.js');

/** The whole card. */
export function verdictCard({ view, history, load }: PageContext): TemplateResult {
  const { headline, metrics, display } = view;
  const deploy = display.audience === 'team' ? (metrics?.deploy ?? null) : null;
  const sinceDeploy = deploy === null ? '' : deploySentence(deploy, display, load);
  const isHealthy = headline.tone === 'healthy' && metrics?.view === 'all';
  // A healthy verdict rests on what is known since the deploy, or else on the window's figures.
  const evidence = isHealthy && sinceDeploy === '' ? evidenceSentence(metrics, display) : '';
  const text = isHealthy ? evidence : headline.sentence.replace(`${headline.verdict}.`, '');
  const news = [added(metrics, display), sinceDeploy];
  const isWorse = metrics?.deploy?.comparison?.verdict === 'worse';
  return html`
    <div class="card tone-${headline.tone}" part="card">
      <div class="verdict">
        <span class="icon" part="icon">${icon(headline.tone)}</span>
        <div>
          <h2 class="word" part="status">${headline.verdict}</h2>
          ${sentence({ ...headline, sentence: text })}
          <p class="sentence note ${isWorse ? 'tone-warning' : ''}" part="deploy">${news}</p>
        </div>
      </div>
      ${history.isAvailable ? statusStrip(history.get(LONGEST_RANGE), display) : nothing}
    </div>
  `;
}

/** The heaviest error group that is new since the deploy, for the team. */
function added(metrics: Metrics | null, display: PageDisplay): TemplateResult | typeof nothing {
  const group = display.audience === 'team' && metrics?.error_groups.top.find(({ is_new }) => is_new);
  if (!group) return nothing;
  return html`<span class="mark-of tone-degraded">${newText(group, display)}</span>
    <b>${groupName(group, display)}.</b> `;
}

/** The comparison with the time before the deploy; empty when it is not known any more. */
function deploySentence(
  { version, time, comparison }: Deploy,
  display: PageDisplay,
  load: PageContext['load'],
): string {
  if (comparison === null) return '';
  const words = load(deployModule);
  // Its line is kept free.
  if (words === undefined) return '\u00a0';
  const { strings, format, now } = display;
  const ago = format.ago(Math.max(0, (now - Date.parse(time)) / 1000));
  return strings.sinceDeploy(version, ago, words?.deployText(comparison, display) ?? comparison.message);
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
