/** What the process does and has: checks, feature usage, and the process itself. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Metrics } from '../../server/contract/index.js';
import { moreStrings } from '../more-strings.js';
import type { Telling } from '../headline.js';
import { followChecks } from '../health.js';
import { checkFacts, featureFacts, processFacts, type Fact } from '../page-model.js';
import type { Settings } from '../settings.js';
import { checks as checkList } from './checks.js';
import type { Controls } from './controls.js';
import { icon } from './icons.js';

/** Features on one card; checks, where there are any, and the process on another. */
export function factsCards(metrics: Metrics, telling: Telling, settings: Settings, controls: Controls): TemplateResult {
  const words = moreStrings(telling.strings);
  const checks =
    metrics.checks.length > 0 ? [] : checkFacts(metrics, followChecks(settings, controls, telling.now), telling);
  const features = featureFacts(metrics, telling);
  return html`
    <div class="card titled" part="card">
      <h2>${words.features} <small>${words.sinceStart}</small></h2>
      ${features.length === 0 ? html`<p class="message">${words.noFeatures}</p>` : facts(features)}
    </div>
    <div class="card titled" part="card">
      <h2>${checks.length + metrics.checks.length === 0 ? words.process : words.checksAndProcess}</h2>
      ${metrics.checks.length > 0 ? checkList(metrics.checks, telling) : nothing}
      ${facts([...checks, ...processFacts(metrics, telling)])}
    </div>
  `;
}

function facts(all: readonly Fact[]): TemplateResult {
  return html`<dl class="facts">${all.map(fact)}</dl>`;
}

function fact({ name, text, check }: Fact): TemplateResult {
  return html`
    <div>
      <dt>${name}</dt>
      <dd class=${check ? `check tone-${check}` : ''}>${check ? icon(check) : nothing}${text}</dd>
    </div>
  `;
}
