/** A popover where the browser has none. */
import { css } from 'lit';

export const popoverFallbackStyles = css`
  [popover] {
    position: absolute;
    z-index: 1;
  }
`;
