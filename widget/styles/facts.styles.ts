/** Names and values side by side. */
import { css } from 'lit';

export const factStyles = css`
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
`;
