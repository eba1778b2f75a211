/** The list of alerts. */
import { css } from 'lit';

export const alertStyles = css`
  .list .alert {
    grid-template-columns: auto 1fr auto;
    gap: 2px 8px;
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
  .past,
  .old .alert {
    --_tone: var(--_ink-3);
  }
  .past p,
  .old .alert p {
    font-weight: 450;
    color: inherit;
  }
  .alert .more {
    grid-column: 2 / -1;
    font-size: 12.5px;
    font-weight: 400;
    color: var(--_ink-2);
  }
  .alert small {
    line-height: 20px;
    white-space: nowrap;
  }
`;
