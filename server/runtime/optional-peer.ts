/** Packages that the app installs when an option asks for them. */

import { createRequire } from 'node:module';

/**
 * Loads a package.
 * @param option that asks for it
 * @throws TypeError when it is not installed
 */
export function requirePeer(
  name: string,
  option: string,
  load: (name: string) => unknown = createRequire(import.meta.url),
): unknown {
  try {
    return load(name);
  } catch (error) {
    throw new TypeError(`align-monitor: option ${option} needs the package ${name}: npm install ${name}`, {
      cause: error,
    });
  }
}
