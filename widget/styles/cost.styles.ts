/** The foot of the page. */
import { css } from 'lit';

export const costStyles = css`
  .cost {
    padding-inline: 16px;
    font-size: 12px;
    color: var(--_ink-2);
  }
`;
