/** `GET /monitoring/badge.svg`: the level as a picture, for places where no script may run. */

import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { Level, Metrics } from '../../contract/index.js';
import { appearance } from '../appearance.js';
import { badge } from '../badge-svg.js';
import { refusal } from '../api-error.js';
import { Shared } from '../response-cache.js';

/** The badge's path. */
export const BADGE = '/monitoring/badge.svg';

/** What the badge is drawn from. */
export interface BadgeSource {
  /** Monotonic milliseconds. */
  now(): number;
  metrics(): Metrics;
}

/** It is opened as a document too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
/** As old as the element lets its figures become. */
const CACHE = 'public, max-age=5';

/**
 * Adds the picture.
 * @param isOpen whether pages of other origins may read what the monitor answers
 */
export function badgeRoute(router: Router, source: BadgeSource, isOpen: boolean): void {
  const shared = new Shared(
    () => stateOf(source.metrics()),
    () => source.now(),
  );
  router.get(BADGE, (context) => {
    const look = appearance(context.query);
    if ('problem' in look) {
      context.status = 400;
      context.body = refusal('bad_query', look.problem);
      return;
    }
    const { level, alerts } = shared.value;
    const picture = badge({ ...look, level, alerts });
    context.set('Cache-Control', CACHE);
    context.set('Content-Security-Policy', POLICY);
    context.set('ETag', `"${createHash('sha256').update(picture).digest('base64url').slice(0, 27)}"`);
    // An image is asked for without an origin; a host that keeps its answers to its own pages would hold this one back.
    if (isOpen) context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    context.type = 'image/svg+xml';
    context.status = 200;
    if (context.fresh) context.status = 304;
    else context.body = picture;
  });
}

function stateOf({ status, alerts }: Metrics): { level: Level; alerts: number } {
  return { level: status, alerts: alerts.filter((alert) => alert.state === 'firing').length };
}
