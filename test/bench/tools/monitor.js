// @ts-check
/** The package as it is built: its public names, and the histogram, which the benchmarks also measure by itself. */
export { createMonitor } from '../../../dist/server/index.js';
export { Histogram } from '../../../dist/server/collector/histogram/histogram.js';
export { History } from '../../../dist/server/history/history.js';
export { DeployLog } from '../../../dist/server/deploys/deploy-log.js';
