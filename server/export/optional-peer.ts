/** Loads packages that the host app installs if it wants what needs them. */

import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * The exports of an optional peer dependency.
 * @param option what needs it
 * @throws TypeError when it is not installed, naming the option and the command that installs it
 */
export function optionalPeer(name: string, option: string): unknown {
  try {
    return load(name) as unknown;
  } catch (error) {
    throw new TypeError(`align-monitor: option ${option} needs the package ${name}: npm install ${name}`, {
      cause: error,
    });
  }
}
