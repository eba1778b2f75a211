/** `GET /monitoring`: a page with the element alone, and `?embed=` for frames in other pages. */

import type { Context } from 'koa';
import { appearance, type Appearance, escapeMarkup } from '../appearance.js';
import { apiError } from '../api-error.js';
import { contentHash } from '../pages/content-hash.js';
import { queryOf } from '../query.js';
import type { Route } from '../route.js';
import { answerMissing } from './element.js';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; background: light-dark(#eef0f3, #0c0e12); font: 14px/1.45 system-ui, sans-serif; }
align-monitor { display: block; max-width: 1200px; margin: 0 auto; padding: clamp(12px, 2vw, 24px); }
`;

const EMBED_STYLE = `
body { margin: 0; background: transparent; font: 14px/1.45 system-ui, sans-serif; }
align-monitor { display: block; }
`;

const VARIANTS = ['panel', 'badge'] as const;
type Variant = (typeof VARIANTS)[number];

/**
 * Makes the route. Pages of the same origin may frame the page; pages of listed origins may frame the embedded form.
 * @param hasElement whether the element's files are there
 */
export function pageRoutes(origins: readonly string[], hasElement: boolean): Route[] {
  const pagePolicy = policy(STYLE, []);
  const embedPolicy = policy(EMBED_STYLE, origins);
  const answer = (context: Context): void => {
    const { embed } = queryOf(context);
    if (embed === undefined) {
      context.set('Content-Security-Policy', pagePolicy);
      context.body = PAGE;
    } else {
      const variant = VARIANTS.find((known) => known === embed);
      const look = appearance(queryOf(context));
      if (variant === undefined || 'problem' in look) {
        context.status = 400;
        context.body = apiError('bad_query', 'problem' in look ? look.problem : 'embed must be panel or badge.');
        return;
      }
      context.set('Content-Security-Policy', embedPolicy);
      context.set('Cross-Origin-Resource-Policy', origins.length > 0 ? 'cross-origin' : 'same-origin');
      context.body = embedded(variant, look);
    }
    // Pages that are isolated from other origins frame only what is isolated too.
    context.set('Cross-Origin-Embedder-Policy', 'require-corp');
    context.set('Referrer-Policy', 'same-origin');
    context.type = 'html';
  };
  return [{ method: 'GET', path: '/monitoring', rule: 'everybody', answer: hasElement ? answer : answerMissing }];
}

/** A page's Content-Security-Policy: only scripts of this server and this one style sheet. */
function policy(style: string, ancestors: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${contentHash(style)}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    // Lit's templates are the only HTML that scripts make.
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
    ["frame-ancestors 'self'", ...ancestors].join(' '),
  ].join('; ');
}

/** The page. Its URLs are relative, so that it works under every base path. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Monitoring</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<script type="module" src="align-monitor.js"></script>
</head>
<body>
<main>
<align-monitor variant="page" src="metrics"></align-monitor>
<noscript>This page needs JavaScript. The figures are at <a href="metrics">metrics</a>.</noscript>
</main>
</body>
</html>
`;

/** A frame is transparent only where both pages have the same colour scheme, so a forced theme is set on the page. */
function embedded(variant: Variant, { label, theme, audience }: Appearance): string {
  const attributes = { variant: variant === 'panel' ? '' : variant, src: 'metrics', label, theme, audience };
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => ` ${name}="${escapeMarkup(value ?? '')}"`)
    .join('');
  const title = escapeMarkup(label === '' ? 'System status' : label);
  const still = new URLSearchParams({ ...(label !== '' && { label }), ...(theme !== undefined && { theme }) });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${theme ?? 'light dark'}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${EMBED_STYLE}</style>
<script type="module" src="align-monitor.js"></script>
</head>
<body>
<align-monitor${written}></align-monitor>
<noscript><img src="monitoring/badge.svg?${escapeMarkup(still.toString())}" alt="${title}"></noscript>
</body>
</html>
`;
}
