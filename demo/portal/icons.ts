/** The portal's icons, as inline SVG. */

import { html, type Html } from './html.js';

/** Paths in a view box of 24 by 24. */
const paths = {
  leaf: 'M5 19c0-8 5-13 14-14 0 9-5 14-12 13M5 21c1-5 4-8 8-10',
  home: 'M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6h-6v6H5a1 1 0 0 1-1-1z',
  reflection: 'M4 5h16v11H11l-4 4v-4H4zM8 9h8M8 12h5',
  designer: 'M4 5h16v14H4zM4 10h16M10 10v9',
  audit: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** An icon. It is hidden from screen readers, because a word stands beside it. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${paths[name]}" /></svg>`;
}
