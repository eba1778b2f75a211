/** The list of alerts. */
import { css } from './css.js';

export const alertStyles = css`
  .list .alert {
    grid-template-columns: auto 1fr auto;
    gap: 8px;
    align-items: start;
    font-size: inherit;
  }
  .alert .shape {
    margin-block: 2px;
  }
  .alert p {
    font-weight: 550;
    color: var(--_ink);
  }
  .past {
    --_tone: var(--_ink-3);
  }
  .past p,
  .old .alert p {
    font-weight: 450;
    color: inherit;
  }
  .alert small {
    line-height: 20px;
    white-space: nowrap;
  }
`;
