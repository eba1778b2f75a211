/** The endpoints table. */
import { css } from 'lit';

export const endpointStyles = css`
  .endpoints-table {
    margin-block-start: 2px;
    font-size: 13px;
  }
  .endpoints-table tr > * {
    border-block-end: 1px solid var(--_line);
  }
  .endpoints-table thead th {
    padding-block: 4px;
    font-size: 12px;
    color: var(--_ink-2);
  }
  .endpoints-table tbody tr:last-child > * {
    border: 0;
  }
  .endpoints-table .mark {
    position: relative;
    margin: 0;
    padding: 0;
    color: inherit;
    font: inherit;
    text-align: inherit;
  }
  .sort.mark {
    margin-inline: -6px;
    padding: 3px 6px;
  }
  .open {
    inline-size: 100%;
  }
  .open .bar {
    padding-inline-end: 16px;
  }
  .sort::after {
    inset-inline-end: calc(100% - 1px);
  }
  [aria-sort='none'] > :not(:hover, :focus-visible)::after {
    opacity: 0;
  }
  :is([aria-sort='ascending'], :first-child[aria-sort='none']) > ::after {
    translate: 0 3px;
    rotate: 225deg;
  }
  [aria-sort$='cending'] > .sort {
    color: var(--_ink);
    font-weight: 650;
  }
  @container (max-width: 760px) {
    .extra {
      display: none;
    }
    .endpoints-table :is(td, th) {
      padding-inline-end: 8px;
    }
    .endpoints-table td {
      padding-inline-start: 0;
    }
    .endpoints-table th:first-child {
      inline-size: 50%;
    }
  }
`;
