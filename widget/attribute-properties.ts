/** Properties whose source of truth is an attribute. */
import type { PropertyDeclaration, PropertyDeclarations, ReactiveElement } from 'lit';
import { resolveSettings, type Settings } from './settings.js';

/** The attributes, by their properties. */
const ATTRIBUTES: Record<keyof Settings, string> = {
  src: 'src',
  healthSrc: 'health-src',
  historySrc: 'history-src',
  interval: 'interval',
  variant: 'variant',
  theme: 'theme',
  audience: 'audience',
  label: 'label',
  credentials: 'credentials',
};

/**
 * Makes a reactive property of each attribute, as `href` is one of a link: to set the property writes the attribute, null
 * and undefined remove it, and to get the property returns the value that applies. Lit's own accessors keep a value
 * instead.
 */
export function attributeProperties(prototype: ReactiveElement): PropertyDeclarations {
  const declarations: Record<string, PropertyDeclaration> = {};
  for (const [property, attribute] of Object.entries(ATTRIBUTES)) {
    declarations[property] = { attribute, noAccessor: true };
    Object.defineProperty(prototype, property, {
      get(this: ReactiveElement) {
        return settingsOf(this)[property as keyof Settings];
      },
      // Lit calls it when the attribute changes, too.
      set(this: ReactiveElement, value: string | number | null | undefined) {
        const text = value === null || value === undefined ? null : String(value);
        if (text === this.getAttribute(attribute)) this.requestUpdate();
        else if (text === null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, text);
      },
    });
  }
  return declarations;
}

/** The settings that apply to an element; `warn` is called for each attribute that is not valid. */
export function settingsOf(element: Element, warn: (message: string) => void = () => undefined): Settings {
  return resolveSettings((name) => element.getAttribute(name), element.baseURI, warn);
}
