/** The files of the self-contained build, and which of them loads which, as their code tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/** One file. */
export interface Chunk {
  /** What the bundler calls it: the file's name without its hash. */
  name: string;
  /** As a server sends it: after gzip -9. */
  bytes: number;
  /** What it imports, as written in the code: at once, and later. */
  imports: string[];
  laterImports: string[];
}

/** All JavaScript in a folder and below it, by the file's name; names are unique there. */
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

/** These files and all that they import at once, directly or not. */
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

/** What a module imports. */
function importsOf(code: string): Pick<Chunk, 'imports' | 'laterImports'> {
  const { module } = parseSync('chunk.js', code);
  const { staticImports, staticExports, dynamicImports } = module;
  const requests = [...staticImports, ...staticExports.flatMap(({ entries }) => entries)];
  return {
    imports: requests.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    // As written, less the quotes: what is no plain text is seen to be none.
    laterImports: dynamicImports.map(({ moduleRequest: { start, end } }) =>
      code.slice(start, end).replace(/^(['"`])(.*)\1$/, '$2'),
    ),
  };
}
