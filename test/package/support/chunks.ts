/** Reads the files of the self-contained build: their sizes and their imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/** One JavaScript file of the build. */
export interface Chunk {
  /** The name that the bundler gave it: the file name without its hash. */
  name: string;
  /** Size after gzip -9. */
  bytes: number;
  /** The specifiers of its static and its dynamic imports. */
  imports: string[];
  laterImports: string[];
}

/** All JavaScript files below a folder, by file name. File names are unique there. */
export function readChunks(folder: string): Map<string, Chunk> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  return new Map(
    paths.map((path) => {
      const code = readFileSync(join(folder, path));
      const specifiers = importsOf(code.toString());
      return [
        basename(path),
        {
          name: basename(path).replace(/(-[\w-]{6})?\.js$/, ''),
          bytes: gzipSync(code, { level: 9 }).byteLength,
          ...specifiers,
        },
      ];
    }),
  );
}

/** These files and all that they import statically, directly or not. */
export function closure(chunks: ReadonlyMap<string, Chunk>, files: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const specifier of chunks.get(file)?.imports ?? []) visit(basename(specifier));
  };
  files.forEach(visit);
  return reached;
}

/** The specifiers of the imports in a module. */
function importsOf(code: string): Pick<Chunk, 'imports' | 'laterImports'> {
  const { module } = parseSync('chunk.js', code);
  const { staticImports, staticExports, dynamicImports } = module;
  const requests = [...staticImports, ...staticExports.flatMap(({ entries }) => entries)];
  return {
    imports: requests.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    // The source without quotes. An expression stays one, and the test reports it.
    laterImports: dynamicImports.map(({ moduleRequest: { start, end } }) =>
      code.slice(start, end).replace(/^(['"`])(.*)\1$/, '$2'),
    ),
  };
}
