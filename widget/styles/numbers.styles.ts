/** The card with the app's own numbers. */
import { css } from 'lit';

export const numberStyles = css`
  .titled .numbers {
    padding: 6px 0 0;
  }
  .numbers li {
    --_mark: var(--_ink-3);
    display: grid;
    align-items: center;
    grid-template-columns: minmax(0, 1fr) minmax(72px, 28%) minmax(64px, auto);
    gap: 0 12px;
    padding: 8px 16px;
    border-block-start: 1px solid var(--_line);
    color: var(--_ink);
  }
  .numbers li.tone-warning {
    --_mark: var(--_warn);
  }
  .old .numbers li {
    --_mark: var(--_ink-3);
    --_tone: var(--_ink-3);
  }
  .numbers .spark {
    block-size: 26px;
    margin: 0;
  }
  .numbers .name {
    display: block;
  }
  .numbers .name small {
    display: block;
    color: var(--_ink-2);
  }
  .numbers .value {
    text-align: end;
    font-size: 14px;
  }
  .numbers .value small {
    font-size: 12px;
    color: var(--_ink-2);
  }
`;
