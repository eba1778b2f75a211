/** Packages that the app installs when an option asks for them. */

import { requireInstalled } from '../runtime/package-files.js';
import { invalid } from './invalid-value.js';

/**
 * Loads a package.
 * @param option that asks for it
 * @throws TypeError when it cannot be loaded
 */
export function requirePeer(name: string, option: string, load: (name: string) => unknown = requireInstalled): unknown {
  try {
    return load(name);
  } catch {
    throw invalid([`option ${option} needs the package ${name}: npm install ${name}`]);
  }
}
