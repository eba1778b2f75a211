// @ts-check
/**
 * Test results of all runners in one format: a JSON object per line in the file that the environment variable
 * TEST_RESULTS names. Without that variable nothing is written.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * One test.
 *
 * @typedef {object} Result
 * @property {string} file absolute path
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} outcome
 * @property {number} seconds
 */

/** @param {Result[]} results */
export function writeResults(results) {
  const file = process.env['TEST_RESULTS'];
  if (file !== undefined) appendFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}

/**
 * @param {string} file
 * @returns {Result[]} empty when the runner has written nothing
 */
export function readResults(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line));
}
