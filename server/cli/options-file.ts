/** The file of `--options`: the options of `createMonitor` and, for a server of its own, those of `createServer`. */

import { readFile } from 'node:fs/promises';
import { isRecord } from '../options/values.js';
import { importFile, isModule } from './module-file.js';

/** What `createServer` takes beside the options of `createMonitor`. */
const SERVER_OPTIONS = ['port', 'host', 'allowedHosts'];

/** What `--options` says of itself in the help. */
export const OPTIONS_FILE = 'the options of createMonitor: JSON, or a module with a default export';

/**
 * Reads the file.
 * @returns the object in a JSON file, or the default export of a module, or else its exports by name
 * @throws TypeError naming the file, and why it cannot be read
 */
export async function readOptionsFile(file: string): Promise<Record<string, unknown>> {
  const { default: main, ...named } = isModule(file)
    ? await importFile(file, OPTIONS_FILE)
    : { default: await readJson(file) };
  const given = main ?? named;
  // A module without exports must not pass as one without options, nor a function as an object.
  if (!isRecord(given) || Array.isArray(given) || (main === undefined && Object.keys(named).length === 0)) {
    throw new TypeError(`align-monitor: ${file} holds no options; allowed: ${OPTIONS_FILE}`);
  }
  return given;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    // The message of a syntax error shows what is in the file, such as tokens.
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw new TypeError(`align-monitor: ${file} cannot be read: ${why}`, { cause: error });
  }
}

/** The options of the monitor alone, where the file is that of a server. */
export function monitorOptionsOf(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SERVER_OPTIONS.includes(name)));
}
