/** Which code is the app's own, and how files are called: relative to the app's folder, on every machine the same. */

import type { StackLine } from '../contract/index.js';
import type { Frame } from './stack.js';

/** Where the code lies: absolute paths of folders. */
export interface CodeFolders {
  app: string;
  /** The monitor's own code; undefined where it is in one file with the app's. */
  monitor: string | undefined;
}

const PACKAGES = '/node_modules/';
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|coffee)$/i;
const DRIVE = /^[a-z]:\//i;
/** Bundlers name modules in source maps so: `webpack://shop/./src/cart.ts`. */
const BUNDLED = /^(?:webpack|webpack-internal|rollup|vite|turbopack):\/\/[^/]*\/(?:\([^)]*\)\/)?(?:\.\/)?/;

/** Tells the app's own code from others'. */
export class AppCode {
  readonly #app: string;
  readonly #monitor: string | undefined;

  constructor({ app, monitor }: CodeFolders) {
    this.#app = withSlash(slashed(app));
    this.#monitor = monitor && withSlash(slashed(monitor));
  }

  /** A frame with its file as it is shown, and whether it is the app's own. */
  lineOf({ function: name, file, line, column }: Frame): StackLine {
    return { function: name, ...this.#place(file), line, column };
  }

  #place(file: string): Pick<StackLine, 'file' | 'is_own'> {
    if (file.startsWith('node:')) return { file, is_own: false };
    const path = BUNDLED.test(file) ? file.replace(BUNDLED, '') : pathOf(file);
    // What was evaluated, what is native, and what came from the network.
    if (path === undefined) return { file, is_own: false };
    const inPackages = path.lastIndexOf(PACKAGES);
    if (inPackages >= 0) return { file: path.slice(inPackages + PACKAGES.length), is_own: false };
    const isRelative = !path.startsWith('/') && !DRIVE.test(path);
    if (isRelative) {
      const shown = path.replace(/^\.\//, '');
      return { file: shown.replace(/^node_modules\//, ''), is_own: !shown.startsWith('node_modules/') };
    }
    return { file: relative(this.#app, path), is_own: this.#monitor === undefined || !path.startsWith(this.#monitor) };
  }
}

/** The path of a file with slashes; undefined where it is none. */
function pathOf(file: string): string | undefined {
  if (file.startsWith('file://')) {
    const path = unescaped(file.slice('file://'.length).replace(/[?#].*$/, ''));
    return DRIVE.test(path.slice(1)) ? path.slice(1) : path;
  }
  const path = slashed(file).replace(/[?#].*$/, '');
  if (path.startsWith('/') || DRIVE.test(path)) return path;
  const isName = /^[\w@.-]/.test(path) && !path.includes(' ') && !/^[a-z][\w+.-]+:/i.test(path);
  return isName && SOURCE.test(path) ? path : undefined;
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function slashed(path: string): string {
  return path.includes('\\') ? path.replaceAll('\\', '/') : path;
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** Files beside the app's folder, as in a repository of many packages, are reached by `../`. */
function relative(folder: string, path: string): string {
  const isSame = (a: string, b: string): boolean =>
    DRIVE.test(folder) ? a.toLowerCase() === b.toLowerCase() : a === b;
  const [from, to] = [folder.slice(0, -1).split('/'), path.split('/')];
  let common = 0;
  while (common < from.length && common < to.length - 1 && isSame(from[common] ?? '', to[common] ?? '')) common++;
  return common <= 1 ? path : '../'.repeat(from.length - common) + to.slice(common).join('/');
}
