/** What is behind an error group. */
import { css } from 'lit';

export const errorDetailStyles = css`
  .group-open {
    display: grid;
    gap: 14px;
    padding: 14px 16px 16px;
    border-block-start: 1px solid var(--_line);
    background: color-mix(in oklab, var(--_surface-2) 30%, transparent);
    font-size: 13px;
    color: var(--_ink-2);
  }
  .group-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .group-head .actions {
    padding: 0;
  }
  .group-head .actions button {
    background: var(--_surface);
  }
  .group-parts {
    display: flex;
    flex-wrap: wrap;
    gap: 14px 24px;
    align-items: start;
  }
  .part-of {
    flex: 4 1 340px;
    min-inline-size: 0;
  }
  .part-of + .part-of {
    flex-grow: 5;
  }
  .part-of + .part-of + .part-of {
    flex: 2 1 220px;
  }
  .part-title {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 26px;
    font-size: 12px;
    font-weight: 500;
  }
  .lines {
    padding: 6px 0;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_surface);
    list-style: none;
  }
  .lines li {
    display: flex;
    justify-content: space-between;
    gap: 0 12px;
    padding: 2px 12px;
  }
  .lines code {
    font-size: 12px;
    white-space: pre-wrap;
  }
  .stack small {
    flex: none;
    line-height: 20px;
  }
  .stack .own {
    border-inline-start: 3px solid var(--_accent);
    padding-inline-start: 9px;
    background: color-mix(in oklab, var(--_accent) 9%, transparent);
    color: var(--_ink);
  }
  .stack .own code {
    font-weight: 600;
  }
  .lines .sample {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto minmax(130px, auto);
  }
  .sample > :nth-child(2) {
    color: var(--_ink);
  }
  .sample > :nth-child(3) {
    text-align: end;
    white-space: nowrap;
  }
  .group-open a {
    color: var(--_accent);
    text-decoration: none;
    white-space: nowrap;
  }
  .group-open a:hover {
    text-decoration: underline;
  }
  @container (max-width: 900px) {
    .group-head .actions {
      inline-size: 100%;
      order: 1;
    }
    .group-head .actions button {
      flex: 1 0 auto;
      min-block-size: 44px;
    }
    .lines .sample {
      grid-template-columns: auto minmax(0, 1fr) auto;
      padding-block: 5px;
    }
    .sample > :last-child {
      grid-column: 2 / -1;
    }
  }
  @media (pointer: coarse) {
    .group-open a {
      padding-block: 12px;
    }
  }
`;
