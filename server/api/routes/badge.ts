/** `GET /monitoring/badge.svg`: the level as an image, for places where no script may run. */

import { createHash } from 'node:crypto';
import { appearance } from '../appearance.js';
import { badge } from '../pictures/badge-svg.js';
import { apiError } from '../api-error.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';
import type { Route } from '../route.js';

/** Browsers open the picture as a document too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
/** Seconds, as often as the level is evaluated. */
const CACHE = 'max-age=5';

/** Makes the route. */
export function badgeRoutes(reader: Reader): Route[] {
  return [
    {
      method: 'GET',
      path: '/monitoring/badge.svg',
      rule: 'reads',
      isOpen: true,
      answer: (context, { audience }) => {
        const look = appearance(queryOf(context));
        if ('problem' in look) {
          context.status = 400;
          context.body = apiError('bad_query', look.problem);
          return;
        }
        const { level, alerts } = reader.status();
        const picture = badge({ ...look, level, alerts });
        context.set('Cache-Control', audience === 'public' ? `public, ${CACHE}` : `private, ${CACHE}`);
        context.set('Content-Security-Policy', POLICY);
        context.set('ETag', `"${createHash('sha256').update(picture).digest('base64url').slice(0, 27)}"`);
        // It is the same for everybody, and a picture's pixels cannot be read by a page of another origin.
        context.set('Cross-Origin-Resource-Policy', 'cross-origin');
        context.type = 'image/svg+xml';
        context.status = 200;
        if (context.fresh) context.status = 304;
        else context.body = picture;
      },
    },
  ];
}
