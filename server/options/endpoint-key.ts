/** How options name endpoints: a route template for all methods, or method and template such as `GET /items/:id`. */

import { z } from 'zod';
import { METHODS } from '../contract/index.js';

/** The requests of one template, as an option names them. */
export interface EndpointKey {
  template: string;
  /** Null for all methods. */
  method: string | null;
  /** Methods that are not meant, because the same option names them with the template; none unless given. */
  except?: readonly string[];
}

/** The longest name. */
const MAX_KEY = 300;
/** What the messages of schemas say. */
export const KEY_ALLOWED = `a route template, or method and template such as 'GET /items/:id', of 1 to ${MAX_KEY} characters`;

/** The parts of a name. */
export function endpointKeyOf(given: string): EndpointKey {
  const [, method, template] = /^([A-Z_]+) (.+)$/s.exec(given) ?? [];
  return template === undefined ? { template: given, method: null } : { template, method: method ?? null };
}

/** The name that a key was made from. */
export function endpointKeyText({ method, template }: EndpointKey): string {
  return method === null ? template : `${method} ${template}`;
}

/** Whether requests are meant. */
export function isMeant({ template, method, except }: EndpointKey, of: { endpoint: string; method: string }): boolean {
  if (template !== of.endpoint) return false;
  return method === null ? except?.includes(of.method) !== true : method === of.method;
}

/** What begins like a method and is none would be taken for a part of a template that no request ever has. */
function hasKnownMethod(given: string): boolean {
  const [, word] = /^([A-Za-z_]+) +\//.exec(given) ?? [];
  return word === undefined || METHODS.some((method) => method === word);
}

/** A name. */
export const endpointKeySchema = z
  .string(KEY_ALLOWED)
  .min(1, KEY_ALLOWED)
  .max(MAX_KEY, KEY_ALLOWED)
  .refine(hasKnownMethod, KEY_ALLOWED);
