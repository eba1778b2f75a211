/** `GET /monitoring`: a page that is nothing but the element. */

import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; background: light-dark(#eef0f3, #0c0e12); font: 14px/1.45 system-ui, sans-serif; }
align-monitor { display: block; max-width: 1200px; margin: 0 auto; padding: clamp(12px, 2vw, 24px); }
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** The page's own policy: nothing but this server's scripts and this one sheet. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' 'sha256-${styleHash}'`,
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The page; its addresses are relative, so that it works under every base path. */
export const PAGE = `<!doctype html>
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
