/** The cards with feature usage, and with checks and process. Loaded with their first figures. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { ChecksController, type ChecksQuery } from '../../controllers/checks-controller.js';
import type { ViewSource } from '../../controllers/view-source.js';
import type { Checks } from '../../data/checks.js';
import { checkFacts, featureFacts, processFacts, type Fact } from '../../model/text/facts.js';
import { checkStyles } from '../../styles/checks.styles.js';
import { icon } from '../icons.js';
import type { PageContext } from '../view-context.js';
import type { CardViews } from '../page/lazy-cards.js';
import { checkList } from './checks.js';

/** For the checks. */
export const styles = [checkStyles];

/** Adds the cards to an element, with the checks that its figures do not name. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): CardViews {
  const checks = new ChecksController(host, () => checksQuery(source()));
  return { card: (metrics, context) => cards(metrics, checks.checks, context) };
}

/** The checks in the figures have more details. */
function checksQuery({ settings, view }: ViewSource): ChecksQuery {
  const { variant, healthSrc, credentials, token, interval } = settings;
  const metrics = view?.metrics;
  const needsChecks = variant === 'page' && metrics?.view === 'all' && metrics.checks.length === 0;
  return { healthSrc: needsChecks ? healthSrc : null, credentials, token, interval };
}

/** Both cards. */
function cards(metrics: Metrics, checks: Checks | null, { view }: PageContext): TemplateResult {
  const { display } = view;
  const { strings } = display;
  const hasDetails = metrics.checks.length > 0;
  const checksWithoutDetails = hasDetails ? [] : checkFacts(metrics, checks, display);
  const features = featureFacts(metrics, display);
  return html`
    ${
      features.length === 0
        ? nothing
        : html`
            <div class="card titled" part="card">
              <h2>${strings.features} <small>${strings.sinceStart}</small></h2>
              ${factList(features)}
            </div>
          `
    }
    <div class="card titled" part="card">
      <h2>${hasDetails || checksWithoutDetails.length > 0 ? strings.checksAndProcess : strings.process}</h2>
      ${hasDetails ? checkList(metrics.checks, display) : nothing}
      ${factList([...checksWithoutDetails, ...processFacts(metrics, display)])}
    </div>
  `;
}

function factList(facts: readonly Fact[]): TemplateResult {
  return html`
    <dl class="facts">
      ${facts.map(
        ({ name, text, check }) => html`
          <div>
            <dt>${name}</dt>
            <dd class=${check ? `check tone-${check}` : ''}>${check ? icon(check) : nothing}${text}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
