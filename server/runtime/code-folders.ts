/** Where the app's code lies. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
