/** What only the page has, apart from its charts. */
import { css } from './css.js';

export const pageStyles = css`
  .page,
  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  .charts,
  .columns {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 16px;
    align-items: start;
  }
  .columns {
    grid-template-columns: minmax(0, 1.45fr) minmax(0, 1fr);
  }

  /* heading and verdict */
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  h1 {
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.015em;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 3px 12px 3px 8px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    font-size: 13px;
    font-weight: 550;
  }
  .heading .time {
    margin-inline: auto 0;
  }
  .verdict {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 14px;
    align-items: center;
    padding: 16px 20px;
  }
  .verdict .icon {
    grid-row: auto;
    align-self: center;
    padding: 10px;
  }
  .verdict .icon .shape {
    inline-size: 24px;
    block-size: 24px;
  }
  .verdict .word {
    font-size: 20px;
    line-height: 1.35;
  }
  .page .figures {
    border-block-start: 0;
  }

  /* cards */
  .titled {
    padding-block: 12px 6px;
  }
  .titled h2 {
    padding-inline: 16px;
    font-size: 13px;
    font-weight: 600;
  }
  .titled .list {
    padding-block: 2px 4px;
    border: 0;
  }
  .message {
    padding: 4px 16px 8px;
    font-size: 13px;
    color: var(--_ink-2);
  }
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
    font-weight: 500;
    color: var(--_ink-2);
  }
  .endpoints-table tbody tr:last-child > * {
    border: 0;
  }
  .endpoints-table .bar {
    margin-inline-start: -8px;
  }
  td {
    white-space: nowrap;
  }
  td.over {
    --_tone: var(--_bad);
    font-weight: 600;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 28px;
    padding: 4px 16px 6px;
  }
  .facts div {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
  }
  .facts dt,
  .facts dd {
    font-size: 13px;
  }
  .facts dt {
    font-weight: 450;
  }
  .facts dd {
    display: flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
  }
  .old .facts dd {
    --_tone: var(--_ink-3);
    color: var(--_ink-3);
  }
  @container (max-width: 760px) {
    .page,
    .charts,
    .columns,
    .column {
      gap: 12px;
    }
    .charts,
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .verdict {
      padding: 14px 16px;
    }
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
  @container (max-width: 480px) {
    h1 {
      flex: 0 0 100%;
    }
  }
`;
