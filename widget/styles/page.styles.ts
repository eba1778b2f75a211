/** What only the page has, apart from its charts. */
import { css } from 'lit';

export const pageStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  /* Three cards beside each other, of which a broad one takes the place of two; fewer fill the row. */
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 16px;
  }
  .row > * {
    flex: 1 1 340px;
    min-inline-size: 0;
  }
  .row > .broad {
    flex: 2 1 696px;
  }
  .row:not(:has(*)) {
    display: none;
  }
  .row > .problem {
    flex-basis: 100%;
  }

  /* heading and verdict */
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  h1 {
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.015em;
  }
  .heading .time {
    margin-inline: auto 0;
  }
  .verdict {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 14px;
    align-items: center;
    padding: 16px;
  }
  .note.tone-warning {
    color: var(--_tone);
  }
  .verdict .icon {
    grid-row: auto;
    align-self: center;
    padding: 10px;
  }
  .verdict .icon .shape {
    inline-size: 24px;
    block-size: 24px;
  }
  .verdict .word {
    font-size: 20px;
    line-height: 1.35;
  }
  .page .figures {
    border-block-start: 0;
  }

  .mark-of {
    padding: 1px 7px;
    border-radius: 5px;
    background: var(--_surface-2);
    font-size: 12px;
  }
  .mark-of[class*='tone'] {
    background: color-mix(in oklab, var(--_tone) 12%, transparent);
    color: var(--_tone);
  }
  code {
    font:
      13px/20px ui-monospace,
      monospace;
  }

  /* cards */
  .titled {
    padding-block: 12px 6px;
  }
  .titled h2 {
    padding-inline: 16px;
    font-size: 13px;
    font-weight: 600;
  }
  .titled .list {
    padding-block: 2px 4px;
    border: 0;
  }
  .message {
    padding: 4px 16px 8px;
    font-size: 13px;
    color: var(--_ink-2);
  }
  /* the place of a card that is being loaded */
  .blank-row {
    block-size: 57px;
    border-block-start: 1px solid var(--_line);
  }
  /* a chevron */
  .mark::after {
    content: '';
    position: absolute;
    inset-block-start: calc(50% - 4px);
    inset-inline-end: 2px;
    inline-size: 5px;
    block-size: 5px;
    border: solid var(--_ink-3);
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
  }
  .account {
    position: relative;
    margin: 0;
    padding-inline-end: 24px;
  }
  .account::after {
    inset-inline-end: 12px;
  }
  .menu[popover] {
    inline-size: min(280px, 92vw);
    margin-block: 4px;
    padding: 6px;
    border: 1px solid var(--_line);
    background: var(--_surface);
    font-size: 13px;
    position-area: block-end span-inline-start;
  }
  [aria-expanded='true']::after {
    translate: 0 3px;
    rotate: 225deg;
  }
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
  @container (max-width: 760px) {
    .page,
    .row {
      gap: 12px;
    }
    .verdict {
      padding: 14px 16px;
    }
  }
  @container (max-width: 480px) {
    h1 {
      flex: 0 0 100%;
    }
  }
  @media (pointer: coarse) {
    .mark {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
`;
