/** What a reader can do about an alert: the dialog. */
import { css } from 'lit';

export const dialogStyles = css`
  .dialog {
    inline-size: min(380px, 92vw);
    margin: auto;
    padding: 20px;
    color: inherit;
  }
  .dialog::backdrop {
    background: #0006;
  }
  .dialog form {
    display: grid;
    gap: 12px;
    color: var(--_ink-2);
  }
  .dialog h2 {
    padding: 0;
    font-size: 17px;
    color: var(--_ink);
  }
  form > label {
    font-size: 12px;
    font-weight: 500;
  }
  form > label input {
    display: block;
    inline-size: 100%;
    margin-block-start: 2px;
    padding: 7px 10px;
    border: 1px solid var(--_limit);
    border-radius: 6px;
    background: none;
    color: var(--_ink);
    font: inherit;
    font-size: 14px;
  }
  .problem[role] {
    font-size: 13px;
    color: var(--_bad);
  }
  .problem:empty {
    display: none;
  }
  .actions .first {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_surface);
  }
  form .actions {
    justify-content: end;
  }
  @media (pointer: coarse) {
    form > label input {
      padding-block: 12px;
    }
  }
`;
