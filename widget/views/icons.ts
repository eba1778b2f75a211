/** The icons. Each tone has a shape of its own, so that it can be told without its colour. */
import { html, type TemplateResult } from 'lit';
import type { Tone } from '../model/text/headline.js';

const SHAPES: Record<Tone | 'refresh', string> = {
  healthy: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 3.5L22 20.5H2zM12 10v4.5M12 17.6v.1',
  degraded: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8zM12 7.5V13M12 16.4v.1',
  recovering:
    'M10.2 2.6q1.8-.4 3.7 0M17.4 4q1.5 1 2.6 2.6M21.4 10.2q.4 1.8 0 3.7M20 17.4q-1 1.5-2.6 2.6M13.8 21.4q-1.8 .4-3.7 0M6.6 20q-1.5-1-2.6-2.6M2.6 13.8q-.4-1.8 0-3.7M4 6.6q1-1.5 2.6-2.6M7.8 12.4l3 3 5.4-6',
  quiet: 'M6 12h12',
  unknown: 'M8.5 8.8a3.6 3.6 0 1 1 5.3 3.2c-1.2.7-1.8 1.3-1.8 2.6M12 18.4v.1',
  loading: 'M6 12v.1M12 12v.1M18 12v.1',
  refresh: 'M20 11a8 8 0 1 0-.6 4.5M20 4v7h-7',
};

/** An icon, hidden from screen readers: a word stands beside it. */
export function icon(shape: Tone | 'refresh'): TemplateResult {
  return drawing(SHAPES[shape]);
}

/** The same, of a shape of its own. */
export function drawing(path: string): TemplateResult {
  return html`<svg class="shape" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
}
