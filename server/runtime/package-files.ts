/** What lies beside this module in the package, and cannot be found from a bundle. */

import { existsSync } from 'node:fs';
// By no name of its own: bundles of esbuild's have a `createRequire` in their banner.
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundlers that make CommonJS leave it undefined. */
const url = import.meta.url as string | undefined;

/**
 * Loads a package that the app has installed; in a bundle without an address, one of the current folder.
 * @throws what `require` throws
 */
export function requireInstalled(name: string): unknown {
  return nodeModule.createRequire(url ?? join(process.cwd(), 'bundle.cjs'))(name);
}

/** The file that browsers load first. */
const ENTRY = 'align-monitor.js';

/**
 * The folder with the element's files.
 * @param given by the app; unless given, it is looked for in the package
 * @returns undefined when they are not there
 */
export function elementFolder(given: string | undefined): string | undefined {
  const folders = given === undefined ? packagedFolders() : [given];
  return folders.find((folder) => existsSync(join(folder, ENTRY)));
}

/** This file runs from `dist/server/runtime/`, from `server/runtime/`, and within `dist/server/index.cjs`. */
function packagedFolders(): string[] {
  if (url?.startsWith('file:') !== true) return [];
  const here = dirname(fileURLToPath(url));
  return [join(here, '../../browser'), join(here, '../../dist/browser'), join(here, '../browser')];
}
