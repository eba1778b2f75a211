/** The element's attributes, and the properties of the same names that reflect them. */
import type { Settings } from './settings.js';

const PROPERTIES: readonly (keyof Settings)[] = [
  'src',
  'healthSrc',
  'historySrc',
  'interval',
  'variant',
  'theme',
  'audience',
  'label',
  'credentials',
];
/** The names of the attributes. */
export const observedAttributes: readonly string[] = PROPERTIES.map(attributeOf);

/** `healthSrc` → `health-src`. */
function attributeOf(property: string): string {
  return property.replace('Src', '-src');
}

/** Gives a class a property for each attribute: what is set is written there, what is read is what holds. */
export function reflectAttributes<Host extends HTMLElement>(prototype: Host, settings: (host: Host) => Settings): void {
  for (const name of PROPERTIES) {
    Object.defineProperty(prototype, name, {
      get(this: Host) {
        return settings(this)[name];
      },
      set(this: Host, value: string | number | null | undefined) {
        if (value === null || value === undefined) this.removeAttribute(attributeOf(name));
        else this.setAttribute(attributeOf(name), String(value));
      },
    });
  }
}

/** What was set before the element's class was there hides the class's properties; this sets it anew. */
export function adoptEarlyProperties(host: HTMLElement): void {
  for (const name of PROPERTIES) {
    if (!Object.hasOwn(host, name)) continue;
    const value: unknown = Reflect.get(host, name);
    Reflect.deleteProperty(host, name);
    Reflect.set(host, name, value);
  }
}
