/** What all tables have in common. */
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
`;
