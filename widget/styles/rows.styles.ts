/** The further columns of the endpoints table, and the table of dependencies. On narrow screens a row has several lines. */
import { css } from 'lit';

export const rowStyles = css`
  .meter {
    display: block;
    inline-size: 100%;
    block-size: 4px;
    margin-block-start: 5px;
    fill: var(--_accent);
  }
  /* With gaps between its parts, which make it as thin as others. */
  .times + .meter {
    block-size: 6px;
    stroke: var(--_surface);
    stroke-width: 2;
  }
  .meter .own {
    fill: var(--_ink-3);
  }
  .meter:dir(rtl) {
    scale: -1 1;
  }
  .old .meter {
    fill: var(--_limit);
  }
  .keys {
    display: flex;
    gap: 14px;
    color: var(--_ink-2);
  }
  .keys span {
    display: flex;
    align-items: center;
    gap: 5px;
  }
  .keys .meter {
    inline-size: 10px;
    block-size: 3px;
    margin: 0;
  }
  .times {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    font-size: 12px;
    color: var(--_ink-2);
  }
  .times span:nth-child(2) {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .endpoints-table.further {
    table-layout: fixed;
  }
  @container (max-width: 1400px) {
    .further .extra {
      display: none;
    }
  }
  .further > tbody > tr > :is(th, td) {
    padding-block: 8px;
  }
  .further > thead th {
    inline-size: 88px;
  }
  .further > thead th:first-child {
    inline-size: auto;
  }
  .further > thead .limits {
    inline-size: 112px;
  }
  .further > thead .waiting {
    inline-size: 284px;
  }
  .further .waiting {
    padding-inline-start: 24px;
    text-align: start;
  }

  .waits {
    --_columns: minmax(0, 1fr) 68px 104px 76px 92px;
  }
  .waits.shared {
    --_columns: minmax(0, 1fr) 68px 104px 76px 92px 128px;
  }
  .waits :is(thead, tbody) {
    display: block;
  }
  .waits tr {
    display: grid;
    grid-template-columns: var(--_columns);
    gap: 4px 16px;
    align-items: center;
    padding: 11px 16px;
    border-block-end: 1px solid var(--_line);
    font-size: 13px;
  }
  .waits thead tr {
    padding-block: 4px 6px;
  }
  .waits thead th {
    font-size: 12px;
    color: var(--_ink-2);
  }
  .waits :is(th, td) {
    padding: 0;
    white-space: normal;
  }
  .waits tbody th {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .waits tbody th small {
    white-space: nowrap;
  }
  .waits .over.tone-warning {
    --_tone: var(--_warn);
  }
  .waits tbody tr:last-child {
    border: 0;
  }
  .waits .share {
    display: flex;
    gap: 10px;
    align-items: center;
    justify-content: flex-end;
  }
  .share .meter {
    inline-size: 64px;
    margin: 0;
  }
  .share span {
    min-inline-size: 3em;
  }
  .share small {
    display: none;
  }
  .foot-note {
    padding: 9px 16px 4px;
    border-block-start: 1px solid var(--_line);
    font-size: 12.5px;
    color: var(--_ink-2);
    text-wrap: pretty;
  }
  @container (max-width: 900px) {
    .further > :is(thead, tbody) {
      display: block;
    }
    .further > * > tr {
      position: relative;
      display: grid;
      grid-template-columns: repeat(4, 1fr);
      gap: 4px 10px;
      align-items: center;
      padding: 8px 16px;
      border-block-end: 1px solid var(--_line);
    }
    .further > tbody > tr:last-child {
      border: 0;
    }
    .further > * > tr > :is(th, td, .waiting, #behind) {
      inline-size: auto;
      padding: 0;
      border: 0;
    }
    .further > * > tr > :nth-child(2) {
      text-align: start;
    }
    .further > * > tr > .limits,
    .further > thead > tr > :is(.waiting, :first-child:not(:focus-within)) {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .further > tbody > tr > :is(th, .waiting, #behind) {
      grid-column: 1 / -1;
    }
  }
  @container (max-width: 700px) {
    .waits,
    .waits.shared {
      --_columns: 1fr 1.1fr 1fr 1.2fr;
    }
    .waits thead th:is(:first-child, :nth-child(6)) {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .waits tr > :nth-child(2) {
      text-align: start;
    }
    .waits tbody th {
      grid-column: 1 / -1;
    }
    .waits.shared tbody th {
      grid-column: 1 / 3;
    }
    .waits .share {
      grid-row: 1;
      grid-column: 3 / 5;
    }
    .share span,
    .waits td:nth-child(4) {
      white-space: nowrap;
    }
    .share .meter {
      inline-size: 56px;
    }
    .share small {
      display: inline;
    }
  }
`;
