/** Registers `<align-monitor>`: importing this file is all it takes. */
import { AlignMonitor } from './index.js';

export * from './index.js';

const TAG = 'align-monitor';

const registered = customElements.get(TAG);
if (registered === undefined) {
  customElements.define(TAG, AlignMonitor);
} else if (registered !== AlignMonitor) {
  throw new Error(`<${TAG}> is registered already, by another class: is it loaded twice?`);
}
