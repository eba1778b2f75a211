/** Colours, type and what all variants share. Every colour is a pair for light and dark; status colours carry meaning. */
import { css } from 'lit';
import { lightDark } from './light-dark.js';

const colours = lightDark(css`
  :host {
    --_surface: var(--align-surface, light-dark(#fff, #14171c));
    --_surface-2: var(--align-surface-2, light-dark(#eef0f3, #232830));
    --_line: var(--align-line, light-dark(#e4e7ec, #2a303a));
    --_ink: var(--align-ink, light-dark(#12161c, #eef1f5));
    --_ink-2: var(--align-ink-2, light-dark(#5a6472, #a2acba));
    --_ink-3: var(--align-ink-3, light-dark(#646e7b, #8d97a6));
    --_limit: var(--align-limit, light-dark(#868f9c, #6f7987));
    --_accent: var(--align-accent, light-dark(#2f6bd8, #7aa8ff));
    --_ok: var(--align-ok, light-dark(#177a48, #4cc38a));
    --_warn: var(--align-warn, light-dark(#8f5a00, #f0b445));
    --_bad: var(--align-bad, light-dark(#b3261e, #ff8077));
  }
`);

const shared = css`
  :host {
    --_tone: var(--_ink-2);
    display: block;
    container-type: inline-size;
    contain-intrinsic-inline-size: 380px;
    color: var(--_ink);
    font-size: 14px;
    font-weight: 400;
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
    text-align: left;
    overflow-wrap: anywhere;
  }
  :host([variant='page']:state(loading)) {
    min-block-size: 100vh;
  }
  :host([variant='badge']) {
    display: inline-block;
    container-type: normal;
  }
  :host(:dir(rtl)) {
    text-align: right;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  /* English words and Latin units read from the left on a page that reads from the right. */
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
    unicode-bidi: plaintext;
  }
  .card {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--align-radius, 12px);
    overflow: hidden;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .shape {
    display: block;
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    fill: none;
    stroke: var(--_tone);
    stroke-width: 2.5;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .tone-healthy {
    --_tone: var(--_ok);
  }
  .tone-warning,
  .tone-recovering {
    --_tone: var(--_warn);
  }
  .tone-degraded {
    --_tone: var(--_bad);
  }
  .over,
  .sentence b {
    color: var(--_tone);
    font-weight: 600;
  }
  .blank,
  .status-loading .value {
    border-radius: 6px;
    background: var(--_surface-2);
    color: transparent;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  @media (forced-colors: active) {
    :host {
      --_surface-2: GrayText;
      --_ink-2: CanvasText;
      --_ink-3: CanvasText;
      --_limit: GrayText;
      --_accent: Highlight;
      --_ok: CanvasText;
      --_warn: CanvasText;
      --_bad: CanvasText;
    }
  }
`;

/** For every element. */
export const baseStyles = [colours, shared];
