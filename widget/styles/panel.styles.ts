/** The panel apart from its figures: the head, the rows and lists. */
import { css } from 'lit';

export const panelStyles = css`
  /* head */
  .head {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 2px 12px;
    align-items: center;
    padding: 14px 16px;
  }
  .icon {
    grid-row: span 3;
    align-self: start;
    padding: 8px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_tone) 12%, transparent);
  }
  .icon .shape {
    inline-size: 20px;
    block-size: 20px;
  }
  .word {
    font-size: 17px;
    font-weight: 650;
  }
  small {
    font-size: 12px;
    font-weight: 450;
    color: var(--_ink-3);
  }
  .word small {
    display: block;
    line-height: 1.2;
  }
  .sentence {
    grid-column: 2 / -1;
    color: var(--_ink-2);
  }
  .note:empty {
    display: none;
  }
  .time {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-inline-end: -6px;
    font-size: 12px;
    color: var(--_ink-3);
    white-space: nowrap;
  }
  button {
    padding: 6px;
    border: 0;
    border-radius: 6px;
    background: none;
    cursor: pointer;
  }
  button:hover {
    background: var(--_surface-2);
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 3px 12px 3px 8px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 13px;
    font-weight: 550;
  }
  [popover] {
    container-type: inline-size;
    inline-size: min(380px, 92vw);
    max-block-size: 100%;
    margin: auto;
    border: 0;
    background: none;
    color: inherit;
    /* In the middle of the screen where a browser cannot place it beside its button. */
    position-area: block-end span-inline-end;
    position-try:
      most-block-size flip-block,
      flip-inline,
      flip-block flip-inline;
  }
  .time .shape {
    --_tone: var(--_ink-3);
    stroke-width: 2;
  }

  /* error classes */
  .classes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 10px 16px;
    font-size: 13px;
    color: var(--_ink-2);
  }
  b,
  strong {
    font-weight: 600;
    color: var(--_ink);
  }
  .zero b {
    font-weight: 450;
    color: inherit;
  }
  .classes .blank {
    flex: 0 1 60%;
  }
  .classes small {
    margin-inline-start: auto;
  }

  /* lists */
  .list {
    padding: 6px 16px;
    border-block-start: 1px solid var(--_line);
    list-style: none;
  }
  .list li {
    padding-block: 4px;
    font-size: 13px;
  }
  /* where a table is going to be */
  ul.endpoints {
    padding-block: 27px 10px;
  }
  .bar {
    display: block;
    padding: 2px 0 5px;
    color: var(--_ink);
  }
  .old :is(.value, b) {
    color: var(--_ink-3);
  }

  /* the table behind a chart */
  .data-table {
    border-block-start: 1px solid var(--_line);
    font-size: 12px;
    color: var(--_ink-3);
  }
  summary,
  .blank-line {
    padding: 8px 16px;
  }
  summary {
    cursor: pointer;
  }
  @media (pointer: coarse) {
    button {
      margin: -8px;
      padding: 14px;
    }
    summary,
    .blank-line {
      padding-block: 14px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .busy .shape {
      animation: turn 0.8s linear infinite;
    }
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
`;
