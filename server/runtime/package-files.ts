/** What lies beside this module in the package, and cannot be found from a bundle. */

import { existsSync, readFileSync } from 'node:fs';
// By no name of its own: bundles of esbuild's have a `createRequire` in their banner.
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundlers that make CommonJS leave it undefined. */
const url = import.meta.url as string | undefined;
/** `dist/server` in a package, `server/runtime` in a checkout. */
const here = url?.startsWith('file:') === true ? dirname(fileURLToPath(url)) : undefined;
const own = here === undefined ? undefined : packageOf(join(here, '../..'));

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
  const folder = given ?? (own && join(own.folder, 'dist/browser'));
  return folder !== undefined && existsSync(join(folder, ENTRY)) ? folder : undefined;
}

/** The version of this package; null where it is not beside this module, as in a bundle. */
export function packageVersion(): string | null {
  return own?.version ?? null;
}

/** The folder of the monitor's own code; undefined in a bundle, where it is in a file with the app's. */
export function monitorFolder(): string | undefined {
  if (here === undefined || own === undefined) return undefined;
  return here === join(own.folder, 'server/runtime') ? dirname(here) : here;
}

/** This package, if it is the one in that folder. */
function packageOf(folder: string): { folder: string; version: string } | undefined {
  try {
    const given: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version } = given as { name?: unknown; version?: unknown };
    return name === 'align-monitor' && typeof version === 'string' ? { folder, version } : undefined;
  } catch {
    return undefined;
  }
}
