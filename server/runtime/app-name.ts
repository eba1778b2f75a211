/** What the app calls itself. */

import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

/** The name of the app that this process runs; undefined where there is none. */
export function appName(): string | undefined {
  return nameFrom(process.argv[1], currentFolder());
}

/**
 * The name in the nearest `package.json` that has one, without its scope: seen from the file that the process was started
 * with, or else from the current folder. A file in `node_modules` is that of a tool, such as `next`, and tells nothing.
 * @returns undefined where there is none
 */
export function nameFrom(started: string | undefined, folder: string | undefined): string | undefined {
  const isApp = started !== undefined && !resolve(started).split(sep).includes('node_modules');
  return (isApp ? nameAbove(dirname(resolve(started))) : undefined) ?? (folder && nameAbove(folder));
}

function nameAbove(folder: string): string | undefined {
  const name = nameIn(folder);
  if (name !== undefined || dirname(folder) === folder) return name;
  return nameAbove(dirname(folder));
}

function nameIn(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    const plain = typeof name === 'string' ? name.replace(/^@[^/]*\//, '').trim() : '';
    return plain === '' ? undefined : plain;
  } catch {
    // There is none, or none that can be read: the next one may do.
    return undefined;
  }
}

/** Undefined where the folder was deleted meanwhile. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
