/**
 * The cards that a page has only where there is something to show. Each is a module of its own, loaded with its first
 * content. To add one: write a module in `cards/` that exports `styles` and `card`, list it here, and place it in `page.ts`.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import type { Importer } from '../../controllers/view-source.js';
import type { PageContext } from '../view-context.js';

/** What a card's module exports, or the views that its `addTo` returns. */
export interface CardViews {
  /** The card; undefined until its words have been loaded, null when they could not be loaded. */
  readonly card: (metrics: Metrics, context: PageContext) => unknown;
}

/** One card. */
export interface LazyCard {
  /** How many rows it is going to have, for which its place is kept while it is loaded; 0 for nothing to show. */
  readonly rows: (metrics: Metrics) => number;
  readonly load: Importer<CardViews>;
  /** It takes the place of two. */
  readonly isBroad?: true;
}

/** By name. */
export const lazyCards = {
  errorGroups: {
    rows: ({ error_groups: { kept, top } }) => Math.min(1, kept) + top.length,
    load: () => import('../cards/error-groups-card.js'),
  },
  alerts: {
    rows: ({ alerts, mutes }) => Math.min(10, alerts.filter(({ state }) => state !== 'pending').length + mutes.length),
    load: () => import('../cards/alerts-card.js'),
  },
  endpoints: {
    rows: ({ endpoints }) => endpoints.length,
    load: () => import('../cards/endpoints-card.js'),
  },
  budget: { rows: ({ objectives }) => 4 * objectives.length, load: () => import('../cards/error-budget.js') },
  waits: {
    rows: ({ dependencies }) => dependencies.length,
    load: () => import('../cards/waits-for.js'),
    isBroad: true,
  },
  jobs: { rows: ({ jobs }) => jobs.length, load: () => import('../cards/jobs.js') },
  numbers: { rows: ({ instruments }) => instruments.length, load: () => import('../cards/app-numbers.js') },
  cost: {
    rows: ({ monitor }) => Number(Object.values(monitor.cost).some((cost) => cost !== null)),
    load: () => import('../cards/cost.js'),
  },
  facts: { rows: () => 4, load: () => import('../cards/facts-card.js') },
} satisfies Record<string, LazyCard>;

/** The card; its place until it has been loaded; nothing where it has no content or could not be loaded. */
export function lazyCard({ rows, load, isBroad }: LazyCard, metrics: Metrics, context: PageContext): unknown {
  const count = rows(metrics);
  if (count === 0) return nothing;
  const views = context.load(load);
  const card = views && views.card(metrics, context);
  return card === undefined ? blankCard(count, isBroad) : (card ?? nothing);
}

function blankCard(rows: number, isBroad = false): TemplateResult {
  return html`
    <div class="card titled ${isBroad ? 'broad' : ''}" aria-hidden="true">
      <h2>&nbsp;</h2>
      ${Array.from({ length: rows }, () => html`<p class="blank-row"></p>`)}
    </div>
  `;
}
