/**
 * `GET /align-monitor.js` and its chunks: the element, as the build left it. The few files are kept in memory: nothing
 * outside their folder can be asked for, and no stream of ours breaks in the host's hands when a browser goes away.
 */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The path of the element's entry. */
export const ELEMENT_ENTRY = '/align-monitor.js';
/** The folder of its chunks, whose names change with their contents. */
export const ELEMENT_CHUNKS = '/align-monitor/';

/** A built file. */
export interface ElementFile {
  body: Buffer;
  etag: string;
  cacheControl: string;
}

/** A browser asks for the entry anew after a minute; a chunk's name never means anything else. */
const ENTRY_CACHE = 'public, max-age=60';
const CHUNK_CACHE = 'public, max-age=31536000, immutable';

let files: ReadonlyMap<string, ElementFile> | undefined;

/** A built file by its path; undefined when there is none. Read when first asked for. */
export function elementFile(path: string): ElementFile | undefined {
  files ??= readFiles(join(packageRoot(), 'dist', 'browser'));
  return files.get(path);
}

function readFiles(folder: string): Map<string, ElementFile> {
  const chunks = readdirSync(join(folder, ELEMENT_CHUNKS)).map((name) => ELEMENT_CHUNKS + name);
  return new Map(
    [ELEMENT_ENTRY, ...chunks].map((path) => {
      const body = readFileSync(join(folder, path));
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
      return [path, { body, etag, cacheControl: path === ELEMENT_ENTRY ? ENTRY_CACHE : CHUNK_CACHE }];
    }),
  );
}

/** The folder with package.json: this file runs from `server/` and from `dist/server/`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
