/** Registers `<align-monitor>`: importing this file is all it takes. */
import { AlignMonitor } from './index.js';

export * from './index.js';

const TAG = 'align-monitor';

/** Missing where there is no document, such as on a server that renders pages: there is nothing to do then. */
const registry = (globalThis as { customElements?: CustomElementRegistry }).customElements;
const registered = registry?.get(TAG);
if (registered === undefined) {
  registry?.define(TAG, AlignMonitor);
} else if (registered !== AlignMonitor) {
  const message = `<${TAG}> is registered already, by another class`;
  // A copy of the class, such as that of another version, does as well as this one.
  if ('styles' in registered) console.warn(message);
  else throw new Error(message);
}
