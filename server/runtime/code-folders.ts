/** Where the app's code lies, and the monitor's own. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file, where it is one of its own. */
const OWN_FILE = /^file:.*\/runtime\/code-folders\.[jt]s(\?|$)/;

/**
 * The folder of the app: that of the `package.json` nearest to its main module, so that files have the same names wherever
 * the app lies; the working directory where the main module is a tool's, or there is none.
 */
export function appFolder(main: string | undefined = process.argv[1], cwd: string = process.cwd()): string {
  try {
    if (main === undefined) return cwd;
    const file = realpathSync(main);
    if (/[\\/]node_modules[\\/]/.test(file)) return cwd;
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'package.json'))) return folder;
      if (dirname(folder) === folder) return cwd;
    }
  } catch {
    return cwd;
  }
}

/** The folder of the monitor's own code; undefined in a bundle, where it is in a file with the app's. */
export function monitorFolder(): string | undefined {
  // Bundlers that make CommonJS leave it undefined.
  const url = import.meta.url as string | undefined;
  return url !== undefined && OWN_FILE.test(url) ? resolve(fileURLToPath(url), '../..') : undefined;
}
