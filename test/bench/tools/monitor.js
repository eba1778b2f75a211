// @ts-check
/** The package as it is built. */
export { createMonitor } from '../../../dist/server/index.js';
