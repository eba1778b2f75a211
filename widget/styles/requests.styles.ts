/** The requests behind an endpoint's figures. */
import { css } from 'lit';

export const requestStyles = css`
  .endpoints-table #behind {
    padding: 0;
    background: color-mix(in oklab, var(--_surface-2) 45%, transparent);
  }
  tr:has(+ tr > #behind) > *,
  #behind tr > * {
    border: 0;
  }
  .behind {
    min-block-size: 72px;
    font-size: 12px;
    color: var(--_ink-2);
  }
  .behind p {
    padding: 8px 16px;
  }
  .behind .refused {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    color: var(--_ink);
  }
  .refused button {
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_limit);
    color: inherit;
    font: inherit;
    font-weight: 500;
  }
  #behind :is(td, th) {
    inline-size: auto;
    padding: 3px 10px;
    white-space: nowrap;
  }
  #behind thead th {
    padding-block-start: 8px;
    color: var(--_ink-3);
  }
  #behind :is(td, th):first-child {
    padding-inline-start: 16px;
  }
  #behind [scope='rowgroup'] {
    padding-block: 8px 2px;
    font-weight: 600;
    color: var(--_ink);
  }
  #behind tbody:last-child > tr:last-child > * {
    padding-block-end: 12px;
  }
  #behind .words {
    text-align: inherit;
    white-space: normal;
  }
  @media (pointer: coarse) {
    .refused button {
      min-block-size: 44px;
    }
  }
`;
