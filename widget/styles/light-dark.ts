/** Colours in pairs, also where a browser knows no pairs. */
import { unsafeCSS, type CSSResult } from 'lit';

/**
 * A sheet that has the light colour of each `light-dark()`, and both only where the browser knows them: Safari before 17.5
 * and others of that age show a light element.
 */
export function lightDark({ cssText }: CSSResult): CSSResult {
  const light = cssText.replace(/light-dark\((.+?),.+?\)/g, '$1');
  return unsafeCSS(`${light}@supports (color:light-dark(red,red)){${cssText}}`);
}
