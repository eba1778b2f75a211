/** Properties whose source of truth is an attribute. */
import type { ReactiveElement } from 'lit';
import { resolveSettings, type Settings } from './settings.js';

/**
 * The accessor of a reactive property of an attribute, as `href` is one of a link: to set the property writes the
 * attribute, null and undefined remove it, and to get the property returns the value that applies. Lit's own accessors
 * keep a value instead.
 */
export function attributeProperty(property: keyof Settings, attribute: string): PropertyDescriptor {
  return {
    get(this: ReactiveElement) {
      return settingsOf(this)[property];
    },
    // Lit calls it when the attribute changes, too.
    set(this: ReactiveElement, value: string | number | null | undefined) {
      const text = value === null || value === undefined ? null : String(value);
      if (text === this.getAttribute(attribute)) this.requestUpdate();
      else if (text === null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, text);
    },
  };
}

/** The settings that apply to an element; `warn` is called for each attribute that is not valid. */
export function settingsOf(element: Element, warn: (message: string) => void = () => undefined): Settings {
  return resolveSettings((name) => element.getAttribute(name), element.baseURI, warn);
}
