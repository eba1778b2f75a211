/** A sentence with its number emphasised. */
import { html, type TemplateResult } from 'lit';

/** "31 times", whatever the order of the language; `sentence` is called with a placeholder for the number. */
export function numberFirst(sentence: (text: string) => string, number: string): TemplateResult {
  const [before, after] = sentence('\0').split('\0');
  return html`${before}<b>${number}</b>${after}`;
}
