/** The card with jobs. */
import { css } from 'lit';

export const jobStyles = css`
  .jobs-card h2 {
    display: flex;
    justify-content: space-between;
  }
  .titled .jobs {
    padding: 6px 0 0;
  }
  .jobs li {
    display: grid;
    align-items: center;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 1px 10px;
    padding: 9px 16px;
    border-block-start: 1px solid var(--_line);
  }
  .jobs b {
    font-weight: 450;
  }
  .jobs small {
    grid-column: 2 / -1;
    color: var(--_ink-2);
  }
  .jobs .when {
    text-align: end;
  }
  .jobs .wrong :is(b, .when) {
    font-weight: 600;
  }
  .jobs .wrong .when {
    color: var(--_tone);
  }
  .old .jobs li {
    --_tone: var(--_ink-3);
  }
`;
