// @ts-check
/** Parts of the server that benchmarks use by themselves, which the build has in one file with all others. */
import { tsImport } from 'tsx/esm/api';

/** @type {(path: string) => Promise<any>} */
const load = (path) => tsImport(`../../../server/${path}`, import.meta.url);

/** @type {typeof import('../../../server/collector/histogram/histogram.js').Histogram} */
export const Histogram = (await load('collector/histogram/histogram.ts')).Histogram;
/** @type {typeof import('../../../server/history/history.js').History} */
export const History = (await load('history/history.ts')).History;
/** @type {typeof import('../../../server/deploys/deploy-log.js').DeployLog} */
export const DeployLog = (await load('deploys/deploy-log.ts')).DeployLog;
