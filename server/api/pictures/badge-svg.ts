/** The badge as SVG: the level's icon and word, and the system's name. */

import type { Level } from '../../contract/index.js';
import { escapeMarkup } from '../appearance.js';
import { textWidth } from './text-width.js';

/** What the badge shows. */
export interface BadgeFacts {
  level: Level;
  /** How many alerts are firing. */
  alerts: number;
  /** The system's name; empty when there is none. */
  label: string;
  /** Follows the reader's system unless given. */
  theme: 'light' | 'dark' | undefined;
}

const WORDS: Record<Level, string> = { healthy: 'Healthy', warning: 'Warning', degraded: 'Degraded' };

/** The element's icons, in a square of 24: each level has a shape of its own, so that colour is not needed. */
const SHAPES: Record<Level, string> = {
  healthy: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 3.5L22 20.5H2zM12 10v4.5M12 17.6v.1',
  degraded: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8zM12 7.5V13M12 16.4v.1',
};

/** All texts have a contrast of at least 4.5:1. */
type Palette = Record<'surface' | 'side' | 'line' | 'ink' | Level, string>;
const PALETTES: Record<'light' | 'dark', Palette> = {
  light: {
    surface: '#ffffff',
    side: '#eef0f3',
    line: '#d5dae1',
    ink: '#4b5563',
    healthy: '#177a48',
    warning: '#8f5a00',
    degraded: '#b3261e',
  },
  dark: {
    surface: '#14171c',
    side: '#232830',
    line: '#353c48',
    ink: '#b3bcc9',
    healthy: '#4cc38a',
    warning: '#f0b445',
    degraded: '#ff8077',
  },
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const FONT_SIZE = 13;
const HEIGHT = 28;
const RADIUS = 7;
const BASELINE = 18.6;
const MARGIN = 10;
const ICON = 16;
const GAP = 6;

/** Draws the badge. */
export function badge({ level, alerts, label, theme }: BadgeFacts): string {
  const word = WORDS[level];
  const count = alerts === 0 ? '' : `${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`;
  const spoken = escapeMarkup(`${label === '' ? 'System status' : label}: ${[word, count].filter(Boolean).join(', ')}`);
  const side = label === '' ? 0 : Math.ceil(textWidth(label, FONT_SIZE)) + 2 * MARGIN;
  const told = textWidth(word, FONT_SIZE, true) + (count === '' ? 0 : textWidth(` · ${count}`, FONT_SIZE));
  const width = side + MARGIN + ICON + GAP + Math.ceil(told) + MARGIN;
  const colours = PALETTES[theme ?? 'light'];
  const icon = `translate(${side + MARGIN} ${(HEIGHT - ICON) / 2}) scale(${ICON / 24})`;
  const bold = `<tspan font-weight="600">${word}</tspan>`;
  const rest = count === '' ? '' : `<tspan class="ink" fill="${colours.ink}"> · ${count}</tspan>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${spoken}">`,
    `<title>${spoken}</title>`,
    theme === undefined ? `<style>${darkStyle(level)}</style>` : '',
    `<rect class="surface" x=".5" y=".5" width="${width - 1}" height="${HEIGHT - 1}" rx="${RADIUS}" fill="${colours.surface}"/>`,
    label === '' ? '' : sideOf(label, side, colours),
    `<rect class="line" x=".5" y=".5" width="${width - 1}" height="${HEIGHT - 1}" rx="${RADIUS}" fill="none" stroke="${colours.line}"/>`,
    `<path class="shape" d="${SHAPES[level]}" transform="${icon}" fill="none" stroke="${colours[level]}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    `<text class="word" x="${side + MARGIN + ICON + GAP}" y="${BASELINE}" font-family="${FONT}" font-size="${FONT_SIZE}" fill="${colours[level]}">${bold}${rest}</text>`,
    '</svg>\n',
  ].join('');
}

/** The label on its background, which has round corners on the left. */
function sideOf(label: string, width: number, { side, ink }: Palette): string {
  const end = HEIGHT - 0.5;
  const outline = `M${width} .5V${end}H${RADIUS + 0.5}a${RADIUS} ${RADIUS} 0 0 1-${RADIUS}-${RADIUS}V${RADIUS + 0.5}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS}-${RADIUS}z`;
  return [
    `<path class="side" d="${outline}" fill="${side}"/>`,
    `<text class="ink" x="${width / 2}" y="${BASELINE}" text-anchor="middle" font-family="${FONT}" font-size="${FONT_SIZE}" fill="${ink}">${escapeMarkup(label)}</text>`,
  ].join('');
}

/** Colours are attributes too, for programs that ignore style sheets. */
function darkStyle(level: Level): string {
  const { surface, side, line, ink, ...levels } = PALETTES.dark;
  const tone = levels[level];
  const rules = `.surface{fill:${surface}}.side{fill:${side}}.line{stroke:${line}}.word{fill:${tone}}.ink{fill:${ink}}.shape{stroke:${tone}}`;
  return `@media (prefers-color-scheme: dark){${rules}}`;
}
