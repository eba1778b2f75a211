/** The list of checks. */
import { css } from 'lit';

export const checkStyles = css`
  .check {
    color: var(--_tone);
    font-weight: 600;
  }
  .checks .tone-healthy {
    --_tone: var(--_ok);
  }
`;
