/** The rules that are muted and have no firing alert. */
import { css } from 'lit';

export const muteStyles = css`
  .message + .actions {
    padding: 0 16px 12px;
  }
`;
