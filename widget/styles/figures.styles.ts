/** The four figures and their lines, and whatever has the tone of a level. */
import { css } from 'lit';

export const figureStyles = css`
  .figures {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 1px;
    border-block: 1px solid var(--_line);
    background: var(--_line);
  }
  .figure {
    --_mark: var(--_accent);
    min-inline-size: 0;
    padding: 10px 16px;
    background: var(--_surface);
  }
  dt {
    font-size: 12px;
    font-weight: 500;
    color: var(--_ink-2);
  }
  .value {
    font-size: 24px;
    font-weight: 600;
    line-height: 1.25;
    white-space: nowrap;
  }
  .value .shape {
    display: inline;
    margin-inline-start: 4px;
  }
  .value small {
    font-size: 13px;
  }
  .tone-warning,
  .tone-recovering,
  .tone-degraded {
    --_mark: var(--_tone);
  }
  .old .figure {
    --_tone: var(--_ink-3);
  }
  .sessions,
  .old .figure {
    --_mark: var(--_ink-3);
  }
  .status-loading .value {
    inline-size: 3em;
  }
  .spark {
    display: block;
    inline-size: 100%;
    block-size: 32px;
    margin-block-start: 4px;
    overflow: visible;
    fill: none;
    stroke: var(--_mark);
    stroke-width: 1.6;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .spark path {
    vector-effect: non-scaling-stroke;
  }
  .area {
    fill: color-mix(in oklab, var(--_mark) 12%, transparent);
    stroke: none;
  }
  .limit {
    stroke: var(--_limit);
    stroke-width: 1;
    stroke-dasharray: 3;
  }
  .none {
    stroke: var(--_line);
  }
  .figure:nth-child(3):last-child {
    grid-column: span 2;
  }
  @container (min-width: 560px) {
    .figures {
      grid-template-columns: repeat(4, 1fr);
    }
  }
`;
