/** What the reader can do, as the views need it. */
import type { Parts } from '../parts.js';

/** One element's. */
export interface Controls {
  refresh: () => void;
  /** What the reader has opened or points at, by name; the element is updated when `set` changes it. */
  state: Map<string, unknown>;
  set: (name: string, value: unknown) => void;
  /** What has to end when the element leaves its page. */
  leave?: () => void;
  /** What is loaded only when it is shown. */
  parts: Parts;
}
