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
  /* Alone in its row, its chart stands beside the figure. */
  @container (min-width: 900px) {
    .budget:only-child .objective {
      display: grid;
      grid-template-columns: 1fr 2fr;
      align-items: center;
    }
    .budget:only-child :is(.spark, .axis) {
      grid-column: 2;
    }
    .budget:only-child .spark {
      grid-row: 1 / 4;
      block-size: 72px;
    }
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
