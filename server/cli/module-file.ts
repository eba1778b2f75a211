/** JavaScript modules that commands take values from. */

import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether a file is a module, by its name; else it is JSON. */
export function isModule(file: string): boolean {
  return ['.js', '.mjs', '.cjs'].includes(extname(file));
}

/**
 * Imports a module.
 * @param allowed what it must be, for the message
 * @throws TypeError naming the file, and why it cannot be imported
 */
export async function importFile(file: string, allowed: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(resolve(file)).href).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new TypeError(`align-monitor: ${file} cannot be read: ${why}; allowed: ${allowed}`, { cause: error });
  })) as Record<string, unknown>;
}
