/** What is said below figures, and the endpoints. Their rows without content are the panel's. */
import { css } from 'lit';

export const listStyles = css`
  .notices > :first-child {
    border: 0;
  }
  .group-line {
    padding: 8px 16px;
    border-block-start: 1px solid var(--_line);
    font-size: 13px;
    color: var(--_ink-2);
  }
  .group-line b {
    display: block;
    font-size: 14px;
  }
  .remark {
    min-block-size: 18px;
    font-size: 12px;
    color: var(--_ink-2);
  }
  .over + .remark {
    color: var(--_tone);
    font-weight: 600;
  }
  .list li {
    display: grid;
    grid-template-columns: 1fr auto minmax(56px, auto);
    gap: 12px;
    align-items: center;
    color: var(--_ink-2);
  }
  .old :is(.bar, td) {
    color: var(--_ink-3);
  }
  /* endpoints; the share of requests is a line under the name */
  table.endpoints {
    border-block-start: 1px solid var(--_line);
    font-size: 13px;
  }
  .endpoints thead th {
    padding-block: 8px 2px;
    vertical-align: bottom;
    font-size: 12px;
    color: var(--_ink-2);
  }
  td {
    white-space: nowrap;
  }
  td.over:not(.tone-warning) {
    --_tone: var(--_bad);
  }
  .pale {
    color: var(--_ink-3);
  }
  .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .bar {
    position: relative;
  }
  .bar svg {
    position: absolute;
    inset: auto 0 0;
    inline-size: 100%;
    block-size: 2px;
    fill: var(--_accent);
  }
  .bar svg:dir(rtl) {
    scale: -1 1;
  }
  .old .bar svg {
    fill: var(--_ink-3);
  }
  i {
    font-style: normal;
    font-size: 12px;
    color: var(--_ink-2);
  }
`;
