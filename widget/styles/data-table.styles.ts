/** The tables behind charts and figures. */
import { css } from 'lit';

export const dataTableStyles = css`
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
