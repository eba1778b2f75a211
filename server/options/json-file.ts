/** JSON files that options and commands are given. */

import { readFileSync } from 'node:fs';
import { isError } from './is-error.js';

/**
 * Reads a JSON file.
 * @param source the file as errors name it
 * @param allowed what it must be, for the message
 * @throws TypeError naming the file and why it cannot be read
 */
export function readJsonFile(path: string, source: string, allowed: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = isError(error) ? error.message : String(error);
    throw new TypeError(`align-monitor: ${source} cannot be read: ${why}; allowed: ${allowed}`, { cause: error });
  }
}
