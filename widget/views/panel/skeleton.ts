/** Placeholders until words and figures have come, of the same size, so that nothing moves then. */
import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.js';

const FIGURES = [1, 2, 3, 4];
const ENDPOINTS = [1, 2, 3, 4, 5];

/** For a badge without words. */
export function blankBadge(label: string): TemplateResult {
  return html`<div class="chip" inert>${icon('loading')}${label}&nbsp;</div>`;
}

/** For a panel without words. */
export function blankPanel(label: string): TemplateResult {
  return html`
    <div class="card" inert>
      <div class="head">
        <span class="icon">${icon('loading')}</span>
        <h2 class="word"><small>${label}</small>&nbsp;</h2>
        <div class="time"><button>${icon('refresh')}</button></div>
        <p class="sentence">&nbsp;</p>
      </div>
      <dl class="figures">${FIGURES.map(blankFigure)}</dl>
      ${blankLists()}
    </div>
  `;
}

function blankFigure(): TemplateResult {
  return html`
    <div class="figure">
      <dt>&nbsp;</dt>
      <dd class="value">&nbsp;</dd>
      <dd class="spark"></dd>
    </div>
  `;
}

/** For what is below the figures. */
export function blankLists(): TemplateResult {
  return html`${blankClasses()} ${blankEndpoints()}
    <p class="data-table blank-line" inert>&nbsp;</p>`;
}

/** For the error classes. */
export function blankClasses(): TemplateResult {
  return html`<div class="classes" aria-hidden="true"><span class="blank">&nbsp;</span></div>`;
}

/** For the endpoints. */
function blankEndpoints(): TemplateResult {
  return html`
    <ul class="list endpoints" aria-hidden="true">
      ${ENDPOINTS.map(() => html`<li class="endpoint"><span class="bar blank">&nbsp;</span></li>`)}
    </ul>
  `;
}
