/** The range switch, the strip of the last 24 hours, and what can be done about alerts. */
import { css } from 'lit';
import { lightDark } from './light-dark.js';

const colours = lightDark(css`
  :host {
    --_cell-ok: light-dark(#3f9f70, #2f8558);
    --_cell-warn: light-dark(#bd7b09, #d1962a);
  }
`);

const shared = css`
  .ranges {
    display: flex;
    border: 1px solid color-mix(in oklab, var(--_limit) 40%, var(--_line));
    border-radius: 8px;
    background: var(--_surface);
    font-size: 13px;
    overflow: hidden;
  }
  .heading .ranges {
    margin-inline: auto 0;
  }
  .ranges + .time {
    margin-inline-start: 0;
  }
  .ranges label {
    position: relative;
    flex: 1 0 auto;
    padding: 5px 12px;
    font-weight: 500;
    line-height: 20px;
    text-align: center;
    color: var(--_ink-2);
    cursor: pointer;
  }
  .ranges label + label {
    border-inline-start: 1px solid var(--_line);
  }
  .ranges label:is(:hover, :has(:checked)) {
    background: var(--_surface-2);
    color: var(--_ink);
  }
  .ranges label:has(:checked) {
    font-weight: 600;
  }
  .ranges label:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
    border-radius: 6px;
  }
  .strip {
    padding: 0 16px 8px;
    font-size: 12px;
    color: var(--_ink-3);
  }
  .cells {
    block-size: 28px;
  }
  .cells:empty {
    background: var(--_surface-2);
  }
  .cells svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .cells .healthy {
    fill: var(--_cell-ok);
  }
  .cells .warning {
    fill: var(--_cell-warn);
  }
  .cells .degraded {
    fill: var(--_bad);
  }
  .cells .gap {
    fill: none;
    stroke: var(--_limit);
    vector-effect: non-scaling-stroke;
  }
  .axis {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    margin-block-start: 4px;
  }
  .cells,
  .axis {
    direction: ltr;
  }
  .incidents {
    margin: 2px -16px -8px;
  }
  .incidents :is(summary, .list) {
    padding-inline: 16px;
  }
  .tone-gap {
    --_tone: var(--_ink-3);
  }
  .problem {
    grid-column: 1 / -1;
  }
  /* alerts and checks */
  .actions {
    display: flex;
    flex-wrap: wrap;
    grid-column: 2 / -1;
    gap: 8px;
    padding-block: 4px 2px;
  }
  .actions button {
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_line);
    color: var(--_ink);
    font: inherit;
    font-size: 13px;
    font-weight: 500;
  }
  .actions :focus-visible {
    outline-offset: 2px;
  }
  @container (min-width: 900px) {
    .cells .middle,
    .cells .narrow {
      display: none;
    }
  }
  @container (480px <= width < 900px) {
    .cells :is(.wide, .narrow) {
      display: none;
    }
  }
  @container (max-width: 760px) {
    .heading .ranges {
      order: 1;
      flex: 1 0 100%;
    }
    .ranges + .time {
      margin-inline-start: auto;
    }
  }
  @container (width < 480px) {
    .cells :is(.wide, .middle) {
      display: none;
    }
    .strip-summary {
      order: 1;
      flex: 0 0 100%;
      text-align: center;
    }
    .page .alert {
      grid-template-columns: auto 1fr;
    }
    .page .alert small {
      grid-column: 2;
    }
  }
  @media (pointer: coarse) {
    .ranges label,
    .actions button {
      padding-block: 12px;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_cell-ok: GrayText;
      --_cell-warn: Highlight;
    }
  }
`;

/** Range switch, strip and actions. */
export const historyStyles = [colours, shared];
