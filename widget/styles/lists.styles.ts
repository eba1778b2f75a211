/** What is said below figures, and the list of endpoints, each on a bar. Its rows without content are the panel's. */
import { css } from 'lit';

export const listStyles = css`
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
  .list span {
    text-align: end;
  }
  .list :is(.bar, .name) {
    text-align: inherit;
  }
  .list .name {
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
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    fill: var(--_accent);
    fill-opacity: 0.14;
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
