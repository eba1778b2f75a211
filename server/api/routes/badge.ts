/** `GET /monitoring/badge.svg`: the level as an image, for places where no script may run. */

import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import { appearance } from '../appearance.js';
import { badge } from '../pictures/badge-svg.js';
import { apiError } from '../api-error.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';

/** The badge's path. */
export const BADGE_PATH = '/monitoring/badge.svg';

/** Browsers open the picture as a document too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
/** Seconds, as often as the level is evaluated. */
const CACHE = 'public, max-age=5';

/**
 * Adds the route.
 * @param isOpen whether pages of other origins may read what the monitor answers
 */
export function badgeRoutes(router: Router, reader: Reader, isOpen: boolean): void {
  router.get(BADGE_PATH, (context) => {
    const look = appearance(queryOf(context));
    if ('problem' in look) {
      context.status = 400;
      context.body = apiError('bad_query', look.problem);
      return;
    }
    const { level, alerts } = reader.status();
    const picture = badge({ ...look, level, alerts });
    context.set('Cache-Control', CACHE);
    context.set('Content-Security-Policy', POLICY);
    context.set('ETag', `"${createHash('sha256').update(picture).digest('base64url').slice(0, 27)}"`);
    // Images are requested without an Origin header; hosts that set a stricter policy would block this one.
    if (isOpen) context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    context.type = 'image/svg+xml';
    context.status = 200;
    if (context.fresh) context.status = 304;
    else context.body = picture;
  });
}
