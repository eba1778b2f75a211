// @ts-check
/** The package as it is built: its public names, and the sketch, of which the benchmarks ask more than the API shows. */
export { createMonitor } from '../../../dist/server/index.js';
export { Sketch } from '../../../dist/server/collector/sketch.js';
