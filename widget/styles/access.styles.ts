/** What depends on who is asking: the public's panel, the way to sign in, and the menu of who is signed in. */
import { css } from 'lit';

export const accessStyles = css`
  .last-day {
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_line);
  }
  .sign-in {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding: 4px 8px 4px 12px;
    border-radius: 99px;
    background: var(--_surface);
    color: var(--_accent);
    font-weight: 500;
    text-decoration: none;
  }
  .card > .sign-in {
    padding: 12px 16px;
    border-radius: 0;
    border-block-start: 1px solid var(--_line);
  }
  .card > .figures + .sign-in {
    border: 0;
  }
  .sign-in:hover {
    text-decoration: underline;
  }
  /* a chevron */
  .sign-in::after {
    content: '';
    padding: 3px;
    margin-inline: 8px 4px;
    border: solid var(--_ink-3);
    border-width: 1.5px 1.5px 0 0;
    rotate: 45deg;
  }
  .sign-in:dir(rtl)::after {
    rotate: 225deg;
  }
  .facts dt::first-letter {
    text-transform: uppercase;
  }
  .menu .who {
    padding: 6px 10px 8px;
    border-block-end: 1px solid var(--_line);
    color: var(--_ink-2);
  }
  .menu b {
    display: block;
  }
  .menu button {
    display: block;
    inline-size: 100%;
    margin: 4px 0 0;
    padding: 10px;
    color: var(--_ink);
    font: inherit;
    text-align: inherit;
  }
  @media (pointer: coarse) {
    .sign-in,
    .menu button {
      min-block-size: 44px;
    }
  }
`;
