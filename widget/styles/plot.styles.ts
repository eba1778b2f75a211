/** As much of uPlot's own style sheet as there are parts of it in these charts: canvas, axes and the pointer's line. */
import { css } from 'lit';

export const plotStyles = css`
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .uplot canvas {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .uplot :is(.u-over, .u-under, .u-axis, .u-cursor-x) {
    position: absolute;
  }
  .u-cursor-x {
    inset: 0 auto 0 0;
    border-right: 1px dashed;
    pointer-events: none;
  }
  .u-over {
    cursor: crosshair;
    touch-action: pan-y;
  }
  .uplot .u-select {
    position: absolute;
    background: var(--_accent);
    opacity: 0.16;
    pointer-events: none;
  }
  .uplot :is(.u-off, .u-cursor-y, .u-cursor-pt) {
    display: none;
  }
`;
