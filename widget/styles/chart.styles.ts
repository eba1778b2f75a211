/** The page's charts and their legends. */
import { css } from 'lit';
import { lightDark } from './light-dark.js';

const colours = lightDark(css`
  :host {
    --_p99: var(--align-p99, light-dark(#8b5cf6, #b79cff));
  }
`);

const shared = css`
  .chart.titled {
    position: relative;
    display: flex;
    flex-direction: column;
    padding-block-end: 0;
  }
  .chart .title {
    padding-inline-end: 92px;
  }
  .title > .by-class {
    position: absolute;
    inset-block-start: 34px;
    inset-inline-end: 10px;
  }
  .of-throughput .legend {
    padding-inline-end: 84px;
  }
  /* "As a table" stands in the card's head, the table at its end. */
  .chart summary {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    padding: 4px 8px;
    border-radius: 6px;
    font-weight: 500;
    color: var(--_accent);
    list-style: none;
  }
  .chart .data-table:not([open]) {
    border: 0;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    padding-inline-end: 12px;
  }
  .title h2 {
    flex: 1;
    padding-inline-end: 0;
  }
  .quiet {
    margin-block: -2px;
    padding: 2px 6px;
    font: inherit;
    font-size: 12px;
    font-weight: 500;
    color: var(--_accent);
  }
  /* Over the chart, which so stays where it is while somebody zooms. */
  .area {
    position: relative;
  }
  .area .quiet {
    position: absolute;
    inset-block-end: 34px;
    inset-inline-end: 20px;
    background: var(--_surface);
  }
  .legend {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-content: start;
    gap: 2px 16px;
    min-block-size: 20px;
    padding: 2px 16px 0;
    font-size: 12px;
    color: var(--_ink-2);
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 5px;
  }
  .legend b {
    min-inline-size: 3.5em;
  }
  .legend .at {
    margin-inline-start: auto;
    color: var(--_ink-3);
  }
  .key {
    inline-size: 14px;
    block-size: 6px;
    overflow: visible;
    stroke: var(--_ink-3);
    stroke-width: 2;
  }
  .mark-accent {
    stroke: var(--_accent);
  }
  .mark-bad {
    stroke: var(--_bad);
  }
  .mark-p99 {
    stroke: var(--_p99);
  }
  .mark-warn {
    stroke: var(--_warn);
  }
  .dotted {
    stroke-dasharray: 2;
  }
  .thick {
    stroke-width: 3;
  }
  .key.area,
  .solid-area {
    stroke-width: 8;
  }
  .key.area {
    stroke: var(--_accent);
    stroke-opacity: 0.4;
  }
  .plot {
    position: relative;
    block-size: 200px;
    margin: 8px 12px 8px 4px;
    direction: ltr;
    overflow: hidden;
  }
  @container (712px <= width < 1052px) {
    .of-sessions:last-child .plot {
      block-size: 120px;
    }
  }
  .waiting .plot,
  .old :is(.plot, .key, .cells) {
    filter: grayscale(1);
    opacity: 0.6;
  }
  .plot .u-cursor-x {
    border-color: var(--_ink-3);
  }
  .probe {
    position: absolute;
    visibility: hidden;
    forced-color-adjust: none;
  }
  .watcher {
    color: var(--_ink-3);
    background-color: var(--_accent);
    outline-color: var(--_bad);
    text-decoration-color: var(--_line);
    transition: 1ms;
    transition-property: color, background-color, outline-color, text-decoration-color;
  }
  @media (pointer: coarse) {
    .quiet {
      margin-block: -12px;
      padding: 12px 8px;
    }
    .chart summary {
      inset-block-start: 0;
      padding: 13px 8px;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_p99: LinkText;
    }
  }
`;

/** Charts and legends. */
export const chartStyles = [colours, shared];
