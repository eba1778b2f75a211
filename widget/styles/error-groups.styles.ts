/** The card of error groups: its head, a row for each group, its foot. */
import { css } from 'lit';

export const errorGroupStyles = css`
  .groups {
    padding-block-end: 0;
  }
  .groups-head,
  .groups-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    padding: 0 7px 8px;
  }
  .groups-head h2 {
    padding-inline: 9px;
  }
  .tabs button,
  .groups .link {
    margin: 0;
    padding: 3px 9px;
    font: inherit;
    font-size: 12px;
    font-weight: 500;
    color: var(--_ink-2);
  }
  .tabs [aria-pressed='true'] {
    background: var(--_surface-2);
    color: var(--_ink);
  }
  .groups .link {
    color: var(--_accent);
  }
  .groups-foot {
    padding: 8px 7px 8px 16px;
    border-block-start: 1px solid var(--_line);
    font-size: 12.5px;
    color: var(--_ink-2);
  }
  .group {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) clamp(120px, 20cqi, 240px) 84px 96px 150px;
    gap: 0 20px;
    align-items: center;
    inline-size: 100%;
    margin: 0;
    padding-block: 11px;
    padding-inline: 16px 48px;
    border-block-start: 1px solid var(--_line);
    border-radius: 0;
    color: var(--_ink-2);
    font: inherit;
    text-align: inherit;
  }
  .group.mark::after {
    inset-inline-end: 20px;
  }
  .what > .title {
    justify-content: start;
    align-items: center;
    gap: 0 8px;
    padding: 0;
    color: var(--_ink);
    font-size: 14px;
  }
  .text {
    display: block;
  }
  var {
    padding: 0 4px;
    border-radius: 4px;
    background: var(--_surface-2);
    font-style: normal;
  }
  .trend {
    inline-size: 100%;
    block-size: 30px;
    direction: ltr;
  }
  .trend path {
    fill: var(--_ink-3);
    vector-effect: non-scaling-stroke;
  }
  .trend .floor {
    stroke: var(--_line);
  }
  .trend .deploy {
    stroke: var(--_ink-3);
    stroke-dasharray: 2;
  }
  .figure-of,
  .seen {
    text-align: end;
    white-space: nowrap;
  }
  .figure-of b {
    font-size: 17px;
  }
  .hot .figure-of b {
    color: var(--_bad);
  }
  .hot .bars {
    fill: var(--_bad);
  }
  .seen span {
    display: block;
  }
  @container (max-width: 900px) {
    .group {
      grid-template-columns: auto auto minmax(0, 1fr);
      gap: 6px 12px;
      padding-inline: 16px;
    }
    .group.mark::after {
      inset-block-start: 16px;
    }
    .what {
      grid-column: 1 / -1;
      padding-inline-end: 28px;
    }
    .trend {
      grid-column: 1 / -1;
      grid-row: 3;
      block-size: 24px;
    }
    .seen span:first-child {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .tabs button,
    .groups .link {
      min-block-size: 44px;
    }
  }
`;
