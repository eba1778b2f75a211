/** Tables: those behind the charts, and the page's. */
import { css } from 'lit';

export const tableStyles = css`
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 5px 10px;
    text-align: end;
    font-weight: 450;
  }
  thead th {
    overflow-wrap: normal;
  }
  th:first-child {
    padding-inline-start: 16px;
    text-align: inherit;
  }
  td:last-child,
  th:last-child {
    padding-inline-end: 16px;
  }
  .scroll {
    max-block-size: 220px;
    overflow: auto;
    border-block-start: 1px solid var(--_line);
    color: var(--_ink-2);
  }
  .scroll :is(td, th):not(:first-child, :last-child) {
    padding-inline: 6px;
  }
  .scroll :is(td, tbody th) {
    white-space: nowrap;
  }
  .scroll thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_surface);
    font-weight: 500;
  }
`;
