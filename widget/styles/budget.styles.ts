/** The card with error budgets. */
import { css } from 'lit';

export const budgetStyles = css`
  .budget {
    display: flex;
    flex-direction: column;
  }
  .objective {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 4px;
    padding: 4px 16px 10px;
    font-size: 13px;
    color: var(--_ink-2);
  }
  .objective + .objective {
    padding-block-start: 10px;
    border-block-start: 1px solid var(--_line);
  }
  .objective h3 {
    font-size: 12px;
    font-weight: 450;
    color: var(--_ink-3);
  }
  .objective .value {
    color: var(--_ink);
  }
  .objective:is(.tone-warning, .tone-degraded) .value {
    color: var(--_tone);
  }
  .objective:is(.tone-healthy) {
    --_mark: var(--_ink-3);
  }
  .old :is(.objective, .objective p) {
    --_mark: var(--_ink-3);
    --_tone: var(--_ink-3);
  }
  .objective .spark {
    flex: 1;
    block-size: auto;
    min-block-size: 56px;
    max-block-size: 120px;
  }
  .objective:not(:only-of-type) .spark {
    min-block-size: 40px;
    max-block-size: 40px;
  }
  .objective .axis {
    margin: -2px 0 0;
    font-size: 12px;
    color: var(--_ink-3);
  }
`;
